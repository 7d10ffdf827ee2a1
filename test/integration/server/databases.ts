import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { startTestServer, type TestServer, type TestServerOptions } from '../../support/server.ts';

/** One kind of database for servers under test. */
export interface ServedDatabase {
  readonly kind: 'SQLite' | 'PostgreSQL';
  /** An empty database of this kind, as an option for servers that share it or return to it. */
  readonly place: () => Promise<Pick<TestServerOptions, 'database'>>;
  /** Starts a server on an empty database of this kind. */
  readonly start: (options?: TestServerOptions) => Promise<TestServer>;
  /** The database's own process, which SQLite does not have. */
  readonly postgres: () => TestPostgres | undefined;
}

/** Declares the same tests for servers on both kinds of database. */
export function onEachDatabase(tests: (database: ServedDatabase) => void): void {
  describe('SQLite', () => {
    tests({
      kind: 'SQLite',
      place: () => Promise.resolve({}),
      start: startTestServer,
      postgres: () => undefined,
    });
  });
  describe('PostgreSQL', () => {
    const postgres = usePostgres();
    const place = async () => ({ database: await postgres().createDatabase() });
    tests({
      kind: 'PostgreSQL',
      place,
      start: async (options = {}) => startTestServer({ ...options, ...(await place()) }),
      postgres,
    });
  });
}

/** A PostgreSQL for the tests of one `describe`. */
function usePostgres(): () => TestPostgres {
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

/** The command line's options for the location of a server's data. */
export function locationOf({ dataDir, database }: TestServer): readonly string[] {
  return ['--data', dataDir, ...(database === undefined ? [] : ['--database', database])];
}
