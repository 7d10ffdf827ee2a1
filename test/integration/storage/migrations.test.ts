import { chmodSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SetupError } from '../../../server/errors/index.ts';
import { migrate } from '../../../server/storage/sqlite/migrations.ts';
import { macOf } from '../../support/phones.ts';
import { onEachDatabase, useFolder, useOpening, usePostgres } from './databases.ts';
import { addActor, register } from './phones.ts';
import { startWorker } from './worker.ts';

onEachDatabase(({ fresh, open }) => {
  test('five processes that open a new database at once create it once', async () => {
    const location = await fresh();
    const workers = Array.from({ length: 5 }, () => startWorker('open-database.ts', [location]));
    for (const worker of workers) expect(await worker.line()).toBe('ready');
    for (const worker of workers) worker.tell('open');
    const results = await Promise.all(workers.map((worker) => worker.line()));
    expect(await Promise.all(workers.map(({ exited }) => exited))).toEqual([0, 0, 0, 0, 0]);
    expect(new Set(results).size).toBe(1);
    expect(workers.map(({ child }) => String(child.pid))).toContain(results[0]);
    const storage = await open(location);
    expect(await register(storage, await addActor(storage, 'daryna'), [macOf(1)])).toEqual(['registered']);
  });
});

describe('SQLite', () => {
  const folder = useFolder();
  let count = 0;
  const fresh = (): string => join(folder(), `${++count}.sqlite`);
  const open = useOpening(() => Promise.resolve(fresh()));

  /** A database created by hand. */
  const make = (sql: string): string => {
    const file = fresh();
    const database = new DatabaseSync(file);
    database.exec(sql);
    database.close();
    return file;
  };

  test('a database of an older schema gets the missing migrations and keeps its data', () => {
    const file = fresh();
    const database = new DatabaseSync(file);
    const first = 'CREATE TABLE phones (mac TEXT)';
    migrate(database, file, [first]);
    database.exec("INSERT INTO phones VALUES ('7C2F80820EC0')");
    migrate(database, file, [first, "ALTER TABLE phones ADD COLUMN url TEXT DEFAULT ''"]);
    expect(database.prepare('SELECT * FROM phones').all()).toMatchObject([{ mac: '7C2F80820EC0', url: '' }]);
    expect(database.prepare('PRAGMA user_version').get()).toMatchObject({ user_version: 2 });
    database.close();
  });

  test('a database of a newer release is refused and not changed', async () => {
    const file = make(`PRAGMA application_id = 1197953636; PRAGMA user_version = 99; CREATE TABLE future (id INTEGER)`);
    const before = readFileSync(file);
    await expect(open(file)).rejects.toThrow(/was written by a newer release \(schema 99; .*Update gigaset-redirect\./);
    expect(readFileSync(file).subarray(100)).toEqual(before.subarray(100));
  });

  test.each([
    ['without a version', 'CREATE TABLE notes (text TEXT)'],
    ['with our version', 'PRAGMA user_version = 1; CREATE TABLE notes (text TEXT)'],
    ['with tables named as ours', 'PRAGMA user_version = 1; CREATE TABLE accounts (id INTEGER)'],
    ['with another mark and no tables', 'PRAGMA application_id = 7'],
  ])('a database of another program %s is refused and not changed', async (_, sql) => {
    const file = make(sql);
    chmodSync(file, 0o640);
    const before = readFileSync(file);
    await expect(open(file)).rejects.toThrow(/is an SQLite database of another program.* --data DIR/);
    expect(readFileSync(file)).toEqual(before);
    expect(statSync(file).mode & 0o777).toBe(0o640);
  });

  test('a file that is not a database is refused in one sentence', async () => {
    const file = import.meta.filename;
    await expect(open(file)).rejects.toThrow(SetupError);
    await expect(open(join(folder(), 'not', 'there.sqlite'))).rejects.toThrow(/cannot be opened/);
  });
});

describe('PostgreSQL', () => {
  const postgres = usePostgres();
  const open = useOpening(() => postgres().createDatabase());

  test('a database of a newer release is refused and not changed', async () => {
    const location = await postgres().createDatabase();
    await postgres().sql(
      location,
      'CREATE TABLE gigaset_redirect_schema (version integer); INSERT INTO gigaset_redirect_schema VALUES (99)',
    );
    await expect(open(location)).rejects.toThrow(
      /was written by a newer release \(schema 99; .*Update gigaset-redirect\./,
    );
    const tables = await postgres().sql(location, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
    expect(tables).toEqual([{ tablename: 'gigaset_redirect_schema' }]);
  });

  test('a database with tables of another program is refused and not changed', async () => {
    const location = await postgres().createDatabase();
    await postgres().sql(location, 'CREATE TABLE accounts (id integer)');
    await expect(open(location)).rejects.toThrow(/contains tables of another program/);
    const tables = await postgres().sql(location, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
    expect(tables).toEqual([{ tablename: 'accounts' }]);
  });

  test('a database that cannot store every text is refused', async () => {
    const location = await postgres().createDatabase();
    await postgres().sql(location, "CREATE DATABASE narrow ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
    await expect(open(location.replace(/test_\w+/, 'narrow'))).rejects.toThrow(/encoding LATIN1.*createdb -E UTF8/);
  });

  describe('an unusable URL is refused in one sentence without its password:', () => {
    const secret = 'correct-horse';
    test.each([
      ['another password', 'stranger:correct-horse@', '', /denied the user "stranger" access to "test_/],
      ['no password', 'stranger@', '', /password for the user "stranger": .*PGPASSWORD/],
      ['a missing user', 'nobody:correct-horse@', '', /denied the user "nobody" access/],
      ['a missing database', 'postgres:correct-horse@', 'nowhere', /has no database "nowhere".*createdb nowhere/],
    ])('%s', async (_, credentials, database, message) => {
      const location = await postgres().createDatabase();
      await postgres().sql(location, "DROP ROLE IF EXISTS stranger; CREATE ROLE stranger LOGIN PASSWORD 'battery'");
      const wrong = location.replace('postgres@', credentials).replace(/test_\w+/, database === '' ? '$&' : database);
      const refusal: unknown = await open(wrong).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(SetupError);
      expect(refusal).toMatchObject({ message: expect.stringMatching(message) });
      expect(JSON.stringify(refusal, Object.getOwnPropertyNames(refusal))).not.toContain(secret);
    });

    test.each([
      'postgres://daryna:correct-horse@[localhost/gigaset',
      'postgres://daryna:correct-horse@local:host:5432/gigaset',
      'postgres://daryna:correct-horse/#@localhost/gigaset',
      'postgres://daryna:correct-horse@no-such-host.invalid/gigaset',
      'postgres://daryna:correct-horse@localhost/gigaset?sslmode=verify-full&sslrootcert=/not/there.pem',
    ])('%s', async (wrong) => {
      const refusal: unknown = await open(wrong).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(SetupError);
      const results =
        refusal instanceof SetupError ? [refusal.message, String(refusal.cause), JSON.stringify(refusal.cause)] : [];
      expect(results.join()).not.toContain(secret);
    });

    test('a user who may not create tables', async () => {
      const location = await postgres().createDatabase();
      await postgres().sql(location, "DROP ROLE IF EXISTS stranger; CREATE ROLE stranger LOGIN PASSWORD 'battery'");
      await postgres().sql(location, 'REVOKE CREATE ON SCHEMA public FROM public');
      await expect(open(location.replace('postgres@', 'stranger:battery@'))).rejects.toThrow(
        /"stranger" has no right to create tables.*GRANT CREATE/,
      );
    });
  });
});
