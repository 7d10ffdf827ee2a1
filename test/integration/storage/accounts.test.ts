import { macOf, macRange } from '../../support/phones.ts';
import { onEachDatabase } from './databases.ts';
import { addActor, deregister, noon, register, auditEntriesOf, sessionUntil, url } from './phones.ts';

const later = new Date('2026-11-24T13:00:00Z');

onEachDatabase(({ open }) => {
  describe('an account', () => {
    test('is found by its exact name', async () => {
      const { accounts } = await open();
      const name = 'Dienst Ü';
      expect(await accounts.add({ name, passwordHash: 'a hash', createdAt: noon, channel: 'portal' })).toBe(true);
      expect(await accounts.find(name)).toMatchObject({
        name,
        createdAt: noon,
        disabledAt: undefined,
      });
      for (const other of ['dienst Ü', 'Dienst U', 'Dienst Ü ', 'Dienst %', '', 'Dienst Ü\0']) {
        expect(await accounts.find(other)).toBeUndefined();
      }
    });

    test('with a name in use is refused, and the first one stays', async () => {
      const { accounts, logins } = await open();
      await accounts.add({ name: 'daryna', passwordHash: 'first', createdAt: noon, channel: 'portal' });
      expect(await accounts.add({ name: 'daryna', passwordHash: 'second', createdAt: later, channel: 'portal' })).toBe(
        false,
      );
      expect(await accounts.find('daryna')).toMatchObject({ createdAt: noon });
      expect(await logins.find('daryna')).toMatchObject({ passwordHash: 'first' });
    });

    test('is created once by ten concurrent attempts', async () => {
      const { accounts } = await open();
      const added = await Promise.all(
        Array.from({ length: 10 }, () =>
          accounts.add({ name: 'daryna', passwordHash: 'a hash', createdAt: noon, channel: 'portal' }),
        ),
      );
      expect(added.filter(Boolean)).toHaveLength(1);
    });

    test('is listed by name in byte order with its number of phones', async () => {
      const storage = await open();
      for (const name of ['zoe', 'Ärztin', 'Zoe', 'ärztin', 'a b', 'a-b', '10', '9']) await addActor(storage, name);
      await register(storage, await addActor(storage, 'busy'), [macOf(1), macOf(2)]);
      const listed = await storage.accounts.list();
      expect(listed.map(({ name, phones }) => `${name}: ${phones}`)).toEqual([
        '10: 0',
        '9: 0',
        'Zoe: 0',
        'a b: 0',
        'a-b: 0',
        'busy: 2',
        'zoe: 0',
        'Ärztin: 0',
        'ärztin: 0',
      ]);
      expect(listed[0]).toEqual({ name: '10', createdAt: noon, disabledAt: undefined, phones: 0 });
    });

    test('that does not exist cannot be disabled', async () => {
      const { accounts } = await open();
      const change = { at: later, channel: 'portal' } as const;
      expect(await accounts.setDisabled('nobody', { ...change, disabled: true })).toBe(false);
      expect(await accounts.list()).toEqual([]);
    });

    test('loses its sessions when it is disabled; others keep theirs', async () => {
      const storage = await open();
      const { accounts, sessions } = storage;
      const daryna = await addActor(storage, 'daryna');
      const stranger = await addActor(storage, 'stranger');
      await sessions.create('hers', sessionUntil(later, daryna));
      await sessions.create('his', sessionUntil(later, stranger));
      expect(await accounts.setDisabled('daryna', { disabled: true, at: noon, channel: 'portal' })).toBe(true);
      expect(await sessions.find('hers', noon)).toBeUndefined();
      expect(await sessions.find('his', noon)).toMatchObject({ login: { name: 'stranger' } });
      expect(await accounts.find('daryna')).toMatchObject({ disabledAt: noon });
    });
  });

  describe('the audit log', () => {
    test('contains each effective change of an account once', async () => {
      const storage = await open();
      const { accounts } = storage;
      const daryna = await addActor(storage, 'daryna');
      const change = { at: later, channel: 'portal' } as const;
      await accounts.add({ name: 'daryna', passwordHash: 'x', createdAt: later, channel: 'portal' });
      expect(await accounts.setDisabled('daryna', { ...change, disabled: false })).toBe(true);
      expect(await accounts.setDisabled('daryna', { ...change, disabled: true })).toBe(true);
      expect(await accounts.setDisabled('daryna', { ...change, at: noon, disabled: true })).toBe(true);
      expect(await accounts.find('daryna')).toMatchObject({ disabledAt: later });
      expect(await accounts.setDisabled('daryna', { ...change, disabled: false })).toBe(true);
      expect(await accounts.find('daryna')).toMatchObject({ disabledAt: undefined });
      const about = { macs: [], macCount: 0, url: undefined, providerName: undefined };
      expect(await auditEntriesOf(storage, daryna)).toEqual([
        { action: 'account_enabled', ...change, ...about },
        { action: 'account_disabled', ...change, ...about },
        { action: 'account_added', at: noon, channel: 'command line', ...about },
      ]);
    });

    test('contains exactly the changed phones in the order of the request', async () => {
      const storage = await open();
      const daryna = await addActor(storage, 'daryna');
      const stranger = await addActor(storage, 'stranger');
      await register(storage, stranger, [macOf(2)]);
      await register(storage, daryna, [macOf(3), macOf(2), macOf(1), macOf(3)], { registeredAt: later });
      await register(storage, { ...daryna, channel: 'portal' }, [macOf(2)]);
      await deregister(storage, { ...daryna, channel: 'portal' }, [macOf(3), macOf(2), macOf(1), macOf(1)]);
      await deregister(storage, daryna, [macOf(2), macOf(7)]);
      const [last, first, made, ...older] = await auditEntriesOf(storage, daryna);
      expect(last).toEqual({
        action: 'deregistered',
        at: noon,
        channel: 'portal',
        macs: [macOf(3), macOf(1)],
        macCount: 2,
        url: undefined,
        providerName: undefined,
      });
      expect(first).toEqual({
        action: 'registered',
        at: later,
        channel: 'xmlrpc',
        macs: [macOf(3), macOf(1)],
        macCount: 2,
        url,
        providerName: 'Daryna',
      });
      expect(made?.action).toBe('account_added');
      expect(older).toEqual([]);
      expect((await auditEntriesOf(storage, stranger)).map(({ macs }) => macs)).toEqual([[macOf(2)], []]);
    });

    test('names the first phones of a long list, and all of them on request', async () => {
      const storage = await open();
      const daryna = await addActor(storage, 'daryna');
      const stranger = await addActor(storage, 'stranger');
      const macs = macRange(1000);
      await register(storage, daryna, macs);
      const [entry] = await storage.auditLog.list(daryna.accountId, { limit: 1 });
      expect(entry).toMatchObject({ macs: macs.slice(0, 200), macCount: 1000 });
      expect(await storage.auditLog.macsOf(daryna.accountId, entry?.id ?? 0)).toEqual(macs);
      expect(await storage.auditLog.macsOf(stranger.accountId, entry?.id ?? 0)).toBeUndefined();
    });

    test('can be read for one phone and in pages', async () => {
      const storage = await open();
      const daryna = await addActor(storage, 'daryna');
      const { auditLog } = storage;
      for (let turn = 0; turn < 3; turn++) {
        await register(storage, daryna, [macOf(1), macOf(2)]);
        await deregister(storage, daryna, [macOf(2), macOf(1)]);
        await register(storage, daryna, [macOf(3)]);
        await deregister(storage, daryna, [macOf(3)]);
      }
      expect(await auditEntriesOf(storage, daryna, macOf(1))).toHaveLength(6);
      expect(await auditEntriesOf(storage, daryna, macOf(4))).toEqual([]);
      const whole = await auditLog.list(daryna.accountId, { limit: 100 });
      const paged = [];
      for (let before: number | undefined; ; before = paged.at(-1)?.id) {
        const page = await auditLog.list(daryna.accountId, { limit: 5, ...(before !== undefined && { before }) });
        paged.push(...page);
        if (page.length < 5) break;
      }
      expect(paged).toEqual(whole);
      expect(whole).toHaveLength(13);
      expect(whole.map(({ id }) => id)).toEqual(whole.map(({ id }) => id).sort((a, b) => b - a));
    });
  });
});
