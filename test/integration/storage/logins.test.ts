import type { AuditEntry, LoginChange, Storage } from '../../../server/storage/index.ts';
import { onEachDatabase } from './databases.ts';
import { addActor, type LoginActor, noon, sessionUntil } from './phones.ts';

const later = new Date('2026-11-24T13:00:00Z');

/** Adds a login with the role `write` to an account, and a session of it with the same name. */
async function addAnna(storage: Storage, actor: LoginActor, name = 'daryna+anna'): Promise<void> {
  const login = { name, role: 'write', passwordHash: 'a hash', at: noon } as const;
  expect(await storage.logins.add(actor, login)).toBe('done');
  const loginId = (await storage.logins.find(name))?.id ?? 0;
  await storage.sessions.create(name, sessionUntil(later, { loginId }));
}

/** The newest entry of an account's audit log. */
async function newestEntry(storage: Storage, { accountId }: LoginActor): Promise<AuditEntry | undefined> {
  const [entry] = await storage.auditLog.list(accountId, { limit: 1 });
  return entry;
}

onEachDatabase(({ open }) => {
  describe('a login', () => {
    test('is found with its role and account, and listed without its password', async () => {
      const storage = await open();
      const daryna = await addActor(storage, 'daryna');
      await addActor(storage, 'stranger');
      await addAnna(storage, daryna);
      expect(await storage.logins.find('daryna+anna')).toMatchObject({
        name: 'daryna+anna',
        role: 'write',
        passwordHash: 'a hash',
        disabledAt: undefined,
        account: { id: daryna.accountId, name: 'daryna' },
      });
      const mine = [
        { account: 'daryna', name: 'daryna', role: 'administer', createdAt: noon, disabledAt: undefined },
        { account: 'daryna', name: 'daryna+anna', role: 'write', createdAt: noon, disabledAt: undefined },
      ];
      expect(await storage.logins.list(daryna.accountId)).toEqual(mine);
      expect((await storage.logins.list()).map(({ name }) => name)).toEqual(['daryna', 'daryna+anna', 'stranger']);
      for (const unknown of ['daryna+', 'Daryna+anna', 'daryna+anna\0', '']) {
        expect(await storage.logins.find(unknown)).toBeUndefined();
      }
    });

    test('needs a name that no login has', async () => {
      const storage = await open();
      const daryna = await addActor(storage, 'daryna');
      const login = { role: 'read', passwordHash: 'another', at: noon } as const;
      expect(await storage.logins.add(daryna, { ...login, name: 'daryna' })).toBe('name_taken');
      await addAnna(storage, daryna, 'taken');
      const account = { name: 'taken', passwordHash: 'x', createdAt: noon, channel: 'command line' } as const;
      expect(await storage.accounts.add(account)).toBe(false);
      expect(await storage.accounts.find('taken')).toBeUndefined();
    });

    test('is refused beyond 200 logins of an account', async () => {
      const storage = await open();
      const daryna = await addActor(storage, 'daryna');
      const add = (number: number) =>
        storage.logins.add(daryna, { name: `daryna+${number}`, role: 'read', passwordHash: 'x', at: noon });
      for (let number = 1; number < 200; number++) expect(await add(number)).toBe('done');
      expect(await add(200)).toBe('too_many');
    });

    test.each<[LoginChange, object | undefined, object]>([
      [{ kind: 'password', passwordHash: 'new' }, { passwordHash: 'new' }, { action: 'password_changed' }],
      [{ kind: 'role', role: 'read' }, { role: 'read' }, { action: 'role_changed', role: 'read' }],
      [{ kind: 'disabled', disabled: true }, { disabledAt: noon }, { action: 'login_disabled' }],
      [{ kind: 'removed' }, undefined, { action: 'login_removed' }],
    ])('loses its sessions with the change %j, which is audited', async (change, expected, entry) => {
      const storage = await open();
      const daryna = await addActor(storage, 'daryna');
      await addAnna(storage, daryna);
      await storage.sessions.create('of the first login', sessionUntil(later, daryna));
      const actor = {
        ...daryna,
        channel: 'portal',
        login: 'daryna',
        address: '192.0.2.1',
        program: 'Firefox',
      } as const;
      expect(await storage.logins.change(actor, 'daryna+anna', noon, change)).toBe('done');
      expect(await storage.sessions.find('daryna+anna', noon)).toBeUndefined();
      expect(await storage.sessions.find('of the first login', noon)).toBeDefined();
      const found = await storage.logins.find('daryna+anna');
      if (expected === undefined) expect(found).toBeUndefined();
      else expect(found).toMatchObject(expected);
      const by = { channel: 'portal', login: 'daryna', address: '192.0.2.1', program: 'Firefox' };
      expect(await newestEntry(storage, daryna)).toMatchObject({ ...by, subject: 'daryna+anna', ...entry });
    });

    test('keeps its sessions when a change leaves it as it was', async () => {
      const storage = await open();
      const daryna = await addActor(storage, 'daryna');
      await addAnna(storage, daryna);
      const changes: readonly LoginChange[] = [
        { kind: 'role', role: 'write' },
        { kind: 'disabled', disabled: false },
      ];
      for (const change of changes)
        expect(await storage.logins.change(daryna, 'daryna+anna', noon, change)).toBe('done');
      expect(await storage.sessions.find('daryna+anna', noon)).toBeDefined();
      expect(await newestEntry(storage, daryna)).toMatchObject({ action: 'login_added' });
    });

    test('changes a password only if it is still the one to replace', async () => {
      const storage = await open();
      const daryna = await addActor(storage, 'daryna');
      await addAnna(storage, daryna);
      const change = (replacing: string) =>
        storage.logins.change(daryna, 'daryna+anna', noon, { kind: 'password', passwordHash: 'new', replacing });
      expect(await change('a former hash')).toBe('outdated');
      expect(await storage.logins.find('daryna+anna')).toMatchObject({ passwordHash: 'a hash' });
      expect(await storage.sessions.find('daryna+anna', noon)).toBeDefined();
      expect((await Promise.all([change('a hash'), change('a hash')])).sort()).toEqual(['done', 'outdated']);
    });

    test('of another account is not changed', async () => {
      const storage = await open();
      const daryna = await addActor(storage, 'daryna');
      const stranger = await addActor(storage, 'stranger');
      await addAnna(storage, daryna);
      for (const name of ['daryna+anna', 'nobody']) {
        expect(await storage.logins.change(stranger, name, noon, { kind: 'removed' })).toBe('not_found');
      }
      expect(await storage.logins.find('daryna+anna')).toBeDefined();
    });

    test('is the last administrator of its account until another one is enabled', async () => {
      const storage = await open();
      const { logins } = storage;
      const daryna = await addActor(storage, 'daryna');
      await addActor(storage, 'stranger');
      await addAnna(storage, daryna);
      const ending: readonly LoginChange[] = [
        { kind: 'role', role: 'write' },
        { kind: 'disabled', disabled: true },
        { kind: 'removed' },
      ];
      for (const change of ending)
        expect(await logins.change(daryna, 'daryna', noon, change)).toBe('last_administrator');
      await logins.change(daryna, 'daryna+anna', noon, { kind: 'role', role: 'administer' });
      await logins.change(daryna, 'daryna+anna', noon, { kind: 'disabled', disabled: true });
      expect(await logins.change(daryna, 'daryna', noon, { kind: 'removed' })).toBe('last_administrator');
      await logins.change(daryna, 'daryna+anna', noon, { kind: 'disabled', disabled: false });
      // Only one of two administrators who remove each other succeeds.
      const results = await Promise.all(
        ['daryna', 'daryna+anna'].map((name) => logins.change(daryna, name, noon, { kind: 'removed' })),
      );
      expect(results.sort()).toEqual(['done', 'last_administrator']);
    });

    test('that was removed cannot begin a session', async () => {
      const storage = await open();
      const daryna = await addActor(storage, 'daryna');
      await addAnna(storage, daryna);
      const loginId = (await storage.logins.find('daryna+anna'))?.id ?? 0;
      await storage.logins.change(daryna, 'daryna+anna', noon, { kind: 'removed' });
      await storage.sessions.create('late', sessionUntil(later, { loginId }));
      expect(await storage.sessions.find('late', noon)).toBeUndefined();
    });
  });

  test('the audit log is filtered by login, channel, action and time', async () => {
    const storage = await open();
    const daryna = await addActor(storage, 'daryna');
    const add = (login: string, channel: 'portal' | 'xmlrpc', at: Date, action: 'wrong_id' | 'deregistered') =>
      storage.auditLog.add({ ...daryna, login, channel }, { at, action, macs: [] });
    await add('anna', 'portal', noon, 'wrong_id');
    await add('bert', 'xmlrpc', later, 'wrong_id');
    await add('bert', 'portal', later, 'deregistered');
    const found = async (query: object) => {
      const entries = await storage.auditLog.list(daryna.accountId, { limit: 10, ...query });
      return entries.map(({ login, channel, action }) => `${login ?? ''} ${channel} ${action}`);
    };
    expect(await found({ login: 'anna' })).toEqual(['anna portal wrong_id']);
    expect(await found({ login: 'an' })).toEqual([]);
    expect(await found({ login: 'bert', channel: 'xmlrpc' })).toEqual(['bert xmlrpc wrong_id']);
    expect(await found({ action: 'deregistered' })).toEqual(['bert portal deregistered']);
    expect(await found({ from: later, channel: 'portal' })).toEqual(['bert portal deregistered']);
    expect(await found({ until: later })).toEqual(['anna portal wrong_id', ' command line account_added']);
  });
});
