import { type BackupRecord, NotEmptyError, openStorage, type Storage } from '../../../server/storage/index.ts';
import { macOf } from '../../support/phones.ts';
import { type Databases, onEachDatabase, useFolder, useOpening, usePostgres } from './databases.ts';
import {
  addActor,
  backupOf,
  deregister,
  macsOf,
  noon,
  phone,
  register,
  encryptedIdOf,
  auditEntriesOf,
  sessionUntil,
} from './phones.ts';

/** One example of everything that a database stores. */
async function fill(storage: Storage): Promise<void> {
  await storage.setMetadataIfAbsent('master key fingerprint', 'f00');
  // In reverse order, because the order of creation must be preserved too.
  const zoe = await addActor(storage, 'zoe');
  const daryna = await addActor(storage, 'Ärztehaus "O\'Neil" \\ 💬');
  await storage.accounts.setDisabled('zoe', { disabled: true, at: noon, channel: 'portal' });
  await register(storage, daryna, [3, 1, 2].map(macOf), { providerName: 'Ä\\"%', url: 'http://a.example/ö?x="y"' });
  await register(storage, zoe, [5, 4].map(macOf));
  await deregister(storage, { ...zoe, channel: 'portal' }, [macOf(5)]);
  await storage.registrations.register(zoe, {
    url: 'http://z:***@b.example',
    encryptedUrl: Uint8Array.from([9, 0, 255]),
    providerName: 'Zoe',
    registeredAt: noon,
    phones: [{ mac: macOf(6), encryptedId: Uint8Array.from([0, 255, 92, 39, 10]) }],
  });
  await storage.inventory.add([phone(macOf(1)), phone(macOf(2), 'other')]);
  await storage.sessions.create('id', sessionUntil(noon, zoe));
}

async function* each(records: readonly BackupRecord[]): AsyncGenerator<BackupRecord> {
  for (const record of records) yield await Promise.resolve(record);
}

onEachDatabase(({ open }) => {
  test('a backup contains everything except sessions', async () => {
    const storage = await open();
    await fill(storage);
    const records = await backupOf(storage);
    const kinds = records.map(({ kind }) => kind);
    expect([...new Set(kinds)]).toEqual(['metadata', 'account', 'login', 'registration', 'inventory', 'audit']);
    expect(records).toContainEqual({
      kind: 'registration',
      account: 'zoe',
      mac: macOf(6),
      providerName: 'Zoe',
      url: 'http://z:***@b.example',
      encryptedUrl: 'CQD/',
      registeredAt: noon.getTime() / 1000,
      encryptedId: 'AP9cJwo=',
      redirectedAt: null,
      redirectedFrom: null,
      redirectOutcome: null,
      redirectedTo: null,
      refusedAt: null,
      refusedFrom: null,
      refusalOutcome: null,
    });
    expect(records).toContainEqual({
      kind: 'audit',
      account: 'zoe',
      at: noon.getTime() / 1000,
      login: null,
      channel: 'portal',
      address: null,
      program: null,
      action: 'deregistered',
      macs: [macOf(5)],
      url: null,
      providerName: null,
      subject: null,
      role: null,
    });
  });

  test('a backup is consistent while others write', async () => {
    const storage = await open();
    const daryna = await addActor(storage, 'daryna');
    const macs = Array.from({ length: 5000 }, (_, index) => macOf(index));
    await register(storage, daryna, macs);
    const kinds: string[] = [];
    for await (const { kind } of storage.backup()) {
      if (kinds.push(kind) > 1) continue;
      await deregister(storage, daryna, macs);
      await addActor(storage, 'late');
    }
    const count = (kind: string): number => kinds.filter((other) => other === kind).length;
    expect(['account', 'registration', 'audit'].map(count)).toEqual([1, 5000, 2]);
  });

  test('a restore into a database with accounts is refused and changes nothing', async () => {
    const source = await open();
    await fill(source);
    const target = await open();
    await addActor(target, 'daryna');
    const before = await backupOf(target);
    await expect(target.restore(source.backup())).rejects.toThrow(NotEmptyError);
    expect(await backupOf(target)).toEqual(before);
  });

  test('a restore from an incomplete or inconsistent backup changes nothing', async () => {
    const source = await open();
    await fill(source);
    const records = await backupOf(source);
    const target = await open();
    const breaksOff = async function* (): AsyncGenerator<BackupRecord> {
      yield* each(records.slice(0, -1));
      throw new Error('the file ends here');
    };
    await expect(target.restore(breaksOff())).rejects.toThrow('the file ends here');
    expect(await backupOf(target)).toEqual([]);
    const orphans = records.filter(({ kind }) => kind === 'registration');
    await expect(target.restore(each(orphans))).rejects.toThrow(/null/i);
    expect(await backupOf(target)).toEqual([]);
    expect(await target.restore(each(records))).toBe(records.length);
  });

  test('a restore from a slow source delays no other work', async () => {
    const source = await open();
    await fill(source);
    const records = await backupOf(source);
    const target = await open();
    let others: unknown;
    const slowly = async function* (): AsyncGenerator<BackupRecord> {
      yield* each(records.slice(0, -1));
      // The last record arrives only after others were served.
      expect(await target.inventory.count()).toBe(0);
      others = await target.setMetadataIfAbsent('written by another', 'meanwhile');
      yield* each(records.slice(-1));
    };
    expect(await target.restore(slowly())).toBe(records.length);
    expect(others).toBe('meanwhile');
    expect(await target.getMetadata('written by another')).toBe('meanwhile');
  });

  test('a restored database accepts new accounts, registrations and audit entries', async () => {
    const source = await open();
    await fill(source);
    const target = await open();
    await target.restore(source.backup());
    const zoe = await target.accounts.find('zoe');
    const actor = { accountId: zoe?.id ?? 0, channel: 'xmlrpc' } as const;
    expect(zoe).toMatchObject({ createdAt: noon, disabledAt: noon });
    expect(await target.logins.find('zoe')).toMatchObject({ passwordHash: 'hash of zoe', role: 'administer' });
    expect(await macsOf(target, actor)).toEqual([macOf(4), macOf(6)]);
    expect(await register(target, await addActor(target, 'new'), [macOf(4), macOf(9)])).toEqual([
      'in_use',
      'registered',
    ]);
    expect(await deregister(target, actor, [macOf(4)])).toEqual(['deregistered']);
    const [first, second] = await auditEntriesOf(target, actor);
    expect([first?.macs, second?.macs]).toEqual([[macOf(4)], [macOf(6)]]);
    expect(await target.getMetadata('master key fingerprint')).toBe('f00');
    expect((await target.inventory.find([macOf(2)]))?.get(macOf(2))).toEqual(Buffer.from(encryptedIdOf('other')));
  });
});

describe('a backup of one kind of database restores into the other', () => {
  const folder = useFolder();
  const postgres = usePostgres();
  let count = 0;
  const locations: Record<Databases['kind'], () => Promise<string>> = {
    SQLite: () => Promise.resolve(`${folder()}/${++count}.sqlite`),
    PostgreSQL: () => postgres().createDatabase(),
  };
  const open = useOpening(locations.SQLite);

  test.each([
    ['SQLite', 'PostgreSQL'],
    ['PostgreSQL', 'SQLite'],
    ['SQLite', 'SQLite'],
    ['PostgreSQL', 'PostgreSQL'],
  ] as const)('%s, put into %s, gives the same backup there', async (from, to) => {
    const source = await open(await locations[from]());
    await fill(source);
    const daryna = await addActor(source, 'many');
    await register(
      source,
      daryna,
      Array.from({ length: 3000 }, (_, index) => macOf(1000 + index)),
    );
    const target = await open(await locations[to]());
    const records = await backupOf(source);
    expect(await target.restore(source.backup())).toBe(records.length);
    expect(await backupOf(target)).toEqual(records);
  });

  test('one of two concurrent restores into a database succeeds', async () => {
    const source = await open(await locations.PostgreSQL());
    await fill(source);
    const location = await locations.PostgreSQL();
    const targets = [await openStorage(location), await openStorage(location)];
    const restored = await Promise.allSettled(targets.map((target) => target.restore(source.backup())));
    expect(restored.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(restored.find(({ status }) => status === 'rejected')).toMatchObject({ reason: expect.any(NotEmptyError) });
    for (const target of targets) await target.close();
  });
});
