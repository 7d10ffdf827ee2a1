import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStorage, type Storage } from '../../../server/storage/index.ts';
import { describeWithPeers } from '../../support/foreign-peers.ts';
import { startPgBouncer, type TestPgBouncer } from '../../support/pgbouncer.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';

/** One kind of database under test. */
export interface Databases {
  readonly kind: 'SQLite' | 'PostgreSQL';
  /** The location of a new empty database. */
  readonly fresh: () => Promise<string>;
  /** Opens a database, by default an empty one, and closes it after the test. */
  readonly open: (location?: string) => Promise<Storage>;
}

/** Declares the same tests for both kinds of database, and for a PostgreSQL behind a connection pooler. */
export function onEachDatabase(tests: (databases: Databases) => void): void {
  describe('SQLite', () => {
    const folder = useFolder();
    let count = 0;
    const fresh = (): Promise<string> => Promise.resolve(join(folder(), `${++count}.sqlite`));
    tests({ kind: 'SQLite', fresh, open: useOpening(fresh) });
  });
  describe('PostgreSQL', () => {
    const postgres = usePostgres();
    const fresh = (): Promise<string> => postgres().createDatabase();
    tests({ kind: 'PostgreSQL', fresh, open: useOpening(fresh) });
  });
  describeWithPeers(['pgbouncer'], 'PostgreSQL behind PgBouncer in transaction mode', () => {
    const pooler = usePgBouncer();
    const fresh = (): Promise<string> => pooler().createDatabase();
    tests({ kind: 'PostgreSQL', fresh, open: useOpening(fresh) });
  });
}

/** A PostgreSQL behind PgBouncer for the tests of one `describe`. */
export function usePgBouncer(): () => Pick<TestPostgres, 'createDatabase'> {
  const postgres = usePostgres();
  let pooler: TestPgBouncer | undefined;
  beforeAll(async () => {
    pooler = await startPgBouncer(await postgres().createDatabase());
  });
  afterAll(() => pooler?.stop());
  return () => ({
    createDatabase: async () => {
      const url = await postgres().createDatabase();
      return pooler?.urlOf(url) ?? url;
    },
  });
}

/** A PostgreSQL for the tests of one `describe`. */
export function usePostgres(): () => TestPostgres {
  let postgres: TestPostgres | undefined;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres?.stop());
  return () => {
    if (postgres === undefined) throw new Error('PostgreSQL does not run outside of its tests.');
    return postgres;
  };
}

/** A folder for the tests of one `describe`. */
export function useFolder(): () => string {
  let folder: string | undefined;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'gigaset-storage-'));
  });
  afterAll(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });
  return () => folder ?? '';
}

/** Closes everything that a test has opened. */
export function useOpening(fresh: () => Promise<string>): (location?: string) => Promise<Storage> {
  const opened = new Set<Storage>();
  afterEach(async () => {
    await Promise.all([...opened].map((storage) => storage.close()));
    opened.clear();
  });
  return async (location) => {
    const storage = await openStorage(location ?? (await fresh()));
    const close = async (): Promise<void> => {
      // A test may have closed it already.
      if (opened.delete(closable)) await storage.close();
    };
    const closable: Storage = { ...storage, close };
    opened.add(closable);
    return closable;
  };
}
