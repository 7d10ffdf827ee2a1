import { macOf } from '../../support/phones.ts';
import { onEachDatabase } from './databases.ts';
import { addActor, noon, phone, register, encryptedIdOf, auditEntriesOf, sessionUntil, textOf } from './phones.ts';

const later = new Date('2026-11-24T13:00:00Z');

onEachDatabase(({ fresh, open }) => {
  describe('the audit log', () => {
    test('loses exactly its oldest entries when two instances prune it together', async () => {
      const location = await fresh();
      const instances = [await open(location), await open(location)];
      const [storage = await open(location)] = instances;
      const daryna = await addActor(storage, 'daryna');
      const yesterday = new Date('2026-11-23T12:00:00Z');
      for (let change = 0; change < 25; change++) {
        // The clock was wrong for a while, so younger entries are among them.
        const registeredAt = change % 5 === 4 ? later : yesterday;
        await register(storage, daryna, [macOf(change)], { registeredAt });
      }
      const pieces = await Promise.all(
        instances.map(async ({ auditLog }) => {
          const removed: number[] = [];
          do removed.push(await auditLog.removeBefore(noon, 10));
          while (removed.at(-1) !== 0);
          return removed;
        }),
      );
      expect(Math.max(...pieces.flat())).toBeLessThanOrEqual(10);
      expect(pieces.flat().reduce((sum, count) => sum + count, 0)).toBe(20);
      expect((await auditEntriesOf(storage, daryna)).map(({ at }) => at)).toEqual([
        later,
        later,
        later,
        later,
        later,
        noon,
      ]);
    });
  });

  describe('the inventory', () => {
    test('is absent before phones are loaded and after it is cleared', async () => {
      const { inventory } = await open();
      expect(await inventory.find([macOf(1)])).toBeUndefined();
      await inventory.add([phone(macOf(1))]);
      expect(await inventory.find([])).toEqual(new Map());
      expect(await inventory.find([macOf(2)])).toEqual(new Map());
      await inventory.clear();
      expect(await inventory.find([macOf(1)])).toBeUndefined();
      expect(await inventory.count()).toBe(0);
    });

    test('has the last ID given for a phone, in one list or in several', async () => {
      const { inventory } = await open();
      await inventory.add([phone(macOf(1), 'a'), phone(macOf(2), 'b'), phone(macOf(1), 'c')]);
      await inventory.add([phone(macOf(2), 'd'), phone(macOf(3), 'e')]);
      const found = await inventory.find([macOf(3), macOf(2), macOf(9), macOf(1), macOf(1)]);
      expect(new Map([...(found ?? [])].map(([mac, id]) => [mac, textOf(id)]))).toEqual(
        new Map([
          [macOf(1), 'c'],
          [macOf(2), 'd'],
          [macOf(3), 'e'],
        ]),
      );
      expect(await inventory.count()).toBe(3);
    });

    test('accepts 25,000 phones at once', async () => {
      const { inventory } = await open();
      await inventory.add(Array.from({ length: 25_000 }, (_, index) => phone(macOf(25_000 - index))));
      expect(await inventory.count()).toBe(25_000);
    });
  });

  describe('a session', () => {
    const justBefore = (date: Date): Date => new Date(date.getTime() - 1000);

    test('is found with its account until it expires, and can be extended', async () => {
      const storage = await open();
      const { sessions } = storage;
      const daryna = await addActor(storage, 'daryna');
      await sessions.create('id', sessionUntil(later, daryna));
      expect(await sessions.find('id', justBefore(later))).toEqual({
        login: await storage.logins.find('daryna'),
        passwordTag: 'a tag',
        startedAt: noon,
        expiresAt: later,
        notice: undefined,
      });
      await sessions.setNotice('id', 'Done \u2713');
      expect(await sessions.find('id', noon)).toMatchObject({ notice: 'Done \u2713' });
      expect(await sessions.find('id', later)).toBeUndefined();
      expect(await sessions.find('other', noon)).toBeUndefined();
      await sessions.extend('id', new Date(later.getTime() + 60_000));
      expect(await sessions.find('id', later)).toBeDefined();
    });

    test('is not brought back by a request that was in flight when it ended', async () => {
      const storage = await open();
      const { sessions } = storage;
      await sessions.create('id', sessionUntil(later, await addActor(storage, 'daryna')));
      await sessions.remove('id');
      await sessions.extend('id', later);
      await sessions.setNotice('id', 'Done');
      expect(await sessions.find('id', noon)).toBeUndefined();
    });

    test('is gone after it is removed, or expires and is swept; others stay', async () => {
      const storage = await open();
      const { sessions } = storage;
      const daryna = await addActor(storage, 'daryna');
      for (const [id, expiresAt] of [
        ['ended', later],
        ['expired', noon],
        ['open', later],
      ] as const) {
        await sessions.create(id, sessionUntil(expiresAt, daryna));
      }
      await sessions.remove('ended');
      await sessions.remove('never there');
      await sessions.removeExpired(noon);
      const early = new Date(0);
      const found = await Promise.all(['ended', 'expired', 'open'].map((id) => sessions.find(id, early)));
      expect(found.map((session) => session !== undefined)).toEqual([false, false, true]);
    });
  });

  describe('a nonce', () => {
    test('is accepted from one of many concurrent requests', async () => {
      const { nonces } = await open();
      const used = await Promise.all(
        Array.from({ length: 50 }, () => nonces.useOnce(2 ** 48, later.getTime(), noon.getTime())),
      );
      expect(used.filter(Boolean)).toHaveLength(1);
      expect(await nonces.useOnce(2 ** 48 + 1, later.getTime(), noon.getTime())).toBe(true);
    });

    test('is kept until it expires, among 20,000 others', async () => {
      const { nonces } = await open();
      expect(await nonces.useOnce(2 ** 49, later.getTime(), noon.getTime())).toBe(true);
      for (let turn = 0; turn < 40; turn++) {
        const soon = noon.getTime() + turn * 1000;
        const keys = Array.from({ length: 500 }, (_, index) => turn * 1000 + index);
        const used = await Promise.all(keys.map((key) => nonces.useOnce(key, soon, soon)));
        expect(used).not.toContain(false);
      }
      expect(await nonces.useOnce(2 ** 49, later.getTime(), noon.getTime())).toBe(false);
    });
  });

  test('replaces a metadata value, which then stays', async () => {
    const location = await fresh();
    const [one, other] = [await open(location), await open(location)];
    await one.setMetadata('key', 'first');
    await other.setMetadata('key', 'second');
    expect(await one.getMetadata('key')).toBe('second');
    expect(await one.setMetadataIfAbsent('key', 'late')).toBe('second');
  });

  test('knows the latest time in the audit log, in whatever order the entries were added', async () => {
    const storage = await open();
    expect(await storage.auditLog.latestTime()).toBeUndefined();
    const actor = await addActor(storage, 'daryna');
    for (const at of [later, noon]) await storage.auditLog.add(actor, { at, action: 'wrong_id', macs: [] });
    expect(await storage.auditLog.latestTime()).toEqual(later);
  });

  test('keeps the first value of a metadata name, with concurrent and later writers', async () => {
    const location = await fresh();
    const [one, other] = [await open(location), await open(location)];
    expect(await one.getMetadata('key')).toBeUndefined();
    const results = await Promise.all(
      [one, other].map((storage, index) => storage.setMetadataIfAbsent('key', `${index}`)),
    );
    expect(results[0]).toBe(results[1]);
    expect(await one.setMetadataIfAbsent('key', 'late')).toBe(results[0]);
    expect(await other.getMetadata('key')).toBe(results[0]);
    await other.ping();
  });

  test('keeps acknowledged changes when the database is reopened', async () => {
    const location = await fresh();
    const first = await open(location);
    await first.accounts.add({ name: 'daryna', passwordHash: 'a hash', createdAt: noon, channel: 'portal' });
    const daryna = await first.accounts.find('daryna');
    const login = await first.logins.find('daryna');
    const actor = { accountId: daryna?.id ?? 0, channel: 'xmlrpc' } as const;
    const target = { url: 'http://a.example', providerName: 'Daryna', registeredAt: noon };
    await first.registrations.register(actor, {
      ...target,
      phones: [{ mac: macOf(1), encryptedId: encryptedIdOf('id') }],
    });
    await first.inventory.add([phone(macOf(1))]);
    await first.sessions.create('id', sessionUntil(later, { loginId: login?.id ?? 0 }));
    await first.setMetadataIfAbsent('key', 'value');
    await first.close();

    const second = await open(location);
    expect(await second.accounts.find('daryna')).toEqual(daryna);
    expect(await second.registrations.findForPhone(macOf(1))).toMatchObject({ url: target.url });
    expect(await second.registrations.find(actor.accountId, macOf(1))).toMatchObject(target);
    expect(textOf((await second.registrations.find(actor.accountId, macOf(1)))?.encryptedId)).toBe('id');
    expect(await second.inventory.count()).toBe(1);
    expect(await second.sessions.find('id', noon)).toMatchObject({ login, expiresAt: later });
    expect(await second.getMetadata('key')).toBe('value');
    const auditLog = await second.auditLog.list(actor.accountId, { limit: 10 });
    expect(auditLog.map(({ action }) => action)).toEqual(['registered', 'account_added']);
  });

  test('completes pending changes when it is closed', async () => {
    const location = await fresh();
    const first = await open(location);
    const begun = Array.from({ length: 100 }, (_, index) => first.setMetadataIfAbsent(`key ${index}`, 'value'));
    await first.close();
    expect(await Promise.all(begun)).toEqual(begun.map(() => 'value'));
    expect(await (await open(location)).getMetadata('key 99')).toBe('value');
  });
});
