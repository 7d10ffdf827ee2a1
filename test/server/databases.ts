import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { startTestServer, type TestServer, type TestServerOptions } from '../support/server.ts';

/** One kind of database, as servers use it. */
export interface ServedDatabase {
  readonly kind: 'SQLite' | 'PostgreSQL';
  /** Starts a server on an empty database of this kind. */
  readonly start: (options?: TestServerOptions) => Promise<TestServer>;
}

/** Declares the same tests for servers on both kinds of database. */
export function onEachDatabase(tests: (database: ServedDatabase) => void): void {
  describe('SQLite', () => {
    tests({ kind: 'SQLite', start: startTestServer });
  });
  describe('PostgreSQL', () => {
    let postgres: TestPostgres | undefined;
    beforeAll(async () => {
      postgres = await startPostgres();
    });
    afterAll(() => postgres?.stop());
    tests({
      kind: 'PostgreSQL',
      start: async (options = {}) => {
        if (postgres === undefined) throw new Error('PostgreSQL does not run outside of its tests.');
        return startTestServer({ ...options, database: await postgres.createDatabase() });
      },
    });
  });
}

/** How the command line is told where a server has its data. */
export function locationOf({ dataDir, database }: TestServer): readonly string[] {
  return ['--data', dataDir, ...(database === undefined ? [] : ['--database', database])];
}
