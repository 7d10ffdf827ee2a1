import { join } from 'node:path';
import { SetupError } from '../../../server/errors/index.ts';
import { type BackupRecord, NotEmptyError } from '../../../server/storage/index.ts';
import { connect } from '../../../server/storage/postgres/database.ts';
import { announce } from '../../../server/storage/postgres/presence.ts';
import { macOf } from '../../support/phones.ts';
import { onEachDatabase, useFolder, useOpening, usePostgres } from './databases.ts';
import { phone } from './phones.ts';

async function* backupWith(name: string): AsyncGenerator<BackupRecord> {
  yield await Promise.resolve({ kind: 'account', name, createdAt: 0, disabledAt: null } as const);
}
const ignore = (): void => undefined;

onEachDatabase(({ fresh, open }) => {
  test('a restore is refused while a server uses the empty database, and works once it has stopped', async () => {
    const location = await fresh();
    const served = await open(location);
    await served.announceServer(ignore);
    const storage = await open(location);
    await expect(storage.restore(backupWith('daryna'))).rejects.toThrow(SetupError);
    expect(await storage.accounts.list()).toEqual([]);
    await served.close();
    expect(await storage.restore(backupWith('daryna'))).toBe(1);
  });

  test('a server does not start while a backup is being restored', async () => {
    const location = await fresh();
    const storage = await open(location);
    const begun = Promise.withResolvers<undefined>();
    const allowed = Promise.withResolvers<undefined>();
    const slowly = async function* (): AsyncGenerator<BackupRecord> {
      begun.resolve(undefined);
      await allowed.promise;
      yield* backupWith('daryna');
    };
    const restored = storage.restore(slowly());
    await begun.promise;
    const server = await open(location);
    await expect(server.announceServer(ignore)).rejects.toThrow(SetupError);
    allowed.resolve(undefined);
    expect(await restored).toBe(1);
    await server.announceServer(ignore);
  });

  test('a restore into a database with an inventory is refused', async () => {
    const storage = await open();
    await storage.inventory.add([phone(macOf(1))]);
    await expect(storage.restore(backupWith('daryna'))).rejects.toThrow(NotEmptyError);
    expect(await storage.accounts.list()).toEqual([]);
  });
});

describe('SQLite', () => {
  const folder = useFolder();
  const open = useOpening(() => Promise.resolve(join(folder(), 'redirect.sqlite')));

  test('a second server on the same file is refused until the first one has stopped', async () => {
    const first = await open();
    await first.announceServer(ignore);
    const second = await open();
    await expect(second.announceServer(ignore)).rejects.toThrow(SetupError);
    await first.close();
    await second.announceServer(ignore);
  });
});

describe('PostgreSQL', () => {
  const postgres = usePostgres();
  const open = useOpening(() => postgres().createDatabase());

  test('several servers may share a database', async () => {
    const location = await postgres().createDatabase();
    for (const server of [await open(location), await open(location)]) await server.announceServer(ignore);
  });

  test('a server that was silent for a minute is told that a backup was restored meanwhile', async () => {
    const location = await postgres().createDatabase();
    const storage = await open(location);
    const database = connect(location);
    const lost = Promise.withResolvers<undefined>();
    const presence = await announce(database, () => lost.resolve(undefined), 500);
    // Time passes for its entry alone.
    await postgres().sql(
      location,
      `CREATE FUNCTION age() RETURNS trigger LANGUAGE plpgsql AS
         'BEGIN NEW.seen_at = now() - interval ''61 s''; RETURN NEW; END';
       CREATE TRIGGER age BEFORE UPDATE ON servers FOR EACH ROW EXECUTE FUNCTION age(); UPDATE servers SET id = id`,
    );
    expect(await storage.restore(backupWith('daryna'))).toBe(1);
    await lost.promise;
    await presence.end();
    await database.close();
  });
});
