import { Pool, type PoolConfig, TypeOverrides, types } from 'pg';
import { createFairSemaphore } from '../../limits/index.ts';
import type { Row } from '../model/rows.ts';
import { OutcomeUnknownError } from '../model/storage.ts';
import { type Connection, type Statement, take } from './connection.ts';
import { explain, isConflict, isLost } from './errors.ts';

export type { Statement } from './connection.ts';

/** A query whose rows are read in pages. */
export interface Listing extends Statement {
  readonly pageSize: number;
}

/** Rows of the query at this index. */
export interface Page {
  readonly query: number;
  readonly rows: readonly Row[];
}

/** Runs a statement and returns its rows. */
export type Query = (statement: Statement) => Promise<readonly Row[]>;

/** The PostgreSQL database. Which method runs a statement decides how it is retried. */
export interface Database {
  /** Runs a statement that changes nothing; retried once when the connection was lost. */
  read: Query;
  /** Like `read`, for what a client without an account can ask: its login. @throws BusyError when too many are waiting */
  lookUp: Query;
  /** Runs a statement that changes something as a transaction of its own; retried after a conflict. */
  write: Query;
  /** Runs a job in one transaction (READ COMMITTED); retried after a conflict. */
  transaction<T>(job: (query: Query) => Promise<T>): Promise<T>;
  /** Runs a job that cannot be repeated in one transaction. */
  transactionOnce<T>(job: (query: Query) => Promise<T>): Promise<T>;
  /** The rows of several queries in turn, in pages of one consistent snapshot however long the reader takes. */
  snapshot(queries: readonly Listing[]): AsyncIterable<Page>;
  /** Completes pending statements and closes all connections; ends snapshots that are still being read. */
  close(): Promise<void>;
}

/** Each conflict means that another transaction has committed, so a few attempts get any transaction through. */
const MAX_ATTEMPTS = 10;

/** Snapshots in progress: each listing or backup holds a connection for as long as its reader takes. */
export const MAX_SNAPSHOTS = 8;
/** Connections for all other statements. */
export const MAX_WORKING = 12;
/** The connections among them for logins, so that phones never wait behind a crowd of them (`npm run attacks -- hashes`). */
const MAX_LOOKUPS = 4;
/** Two seconds of lookups on a busy database. */
const MAX_WAITING_LOOKUPS = 2000;
const LOOKUP_WAIT_MS = 10_000;

// Counts, times and IDs stay far below 2^53.
const integers = new TypeOverrides();
integers.setTypeParser(types.builtins.INT8, Number);

const settings: PoolConfig = {
  application_name: 'gigaset-redirect',
  connectionTimeoutMillis: 10_000,
  keepAlive: true,
  types: integers,
};

/**
 * Connects to the PostgreSQL server at a URL, on demand. Snapshots have a pool of their own, so that slow readers do not
 * starve short statements.
 */
export function connect(url: string): Database {
  const work = createPool({ ...settings, connectionString: url, max: MAX_WORKING });
  const snapshots = createPool({ ...settings, connectionString: url, max: MAX_SNAPSHOTS });
  const reading = new Set<Connection>();
  const pending = new Set<Promise<unknown>>();

  /** Tracks a job for `close`: the pool alone would drop those that wait for a connection. */
  const track = <T>(job: Promise<T>): Promise<T> => {
    pending.add(job);
    const forget = (): void => {
      pending.delete(job);
    };
    job.then(forget, forget);
    return job;
  };

  const run = async (statement: Statement): Promise<readonly Row[]> => {
    const connection = await take(work);
    return using(connection, async () => {
      if (!connection.isPooled) return connection.ask(statement);
      await connection.begin();
      const rows = await connection.ask(statement);
      await connection.commit();
      return rows;
    });
  };

  const read: Query = (statement) =>
    track(
      explained(() =>
        run(statement).catch((error: unknown) => {
          // The server may have restarted since this connection was made.
          if (isLost(error)) return run(statement);
          throw error;
        }),
      ),
    );

  const lookups = createFairSemaphore<'lookup'>({
    capacity: MAX_LOOKUPS,
    capacityPerKey: MAX_LOOKUPS,
    maxWaitingPerKey: MAX_WAITING_LOOKUPS,
    maxWaitMs: LOOKUP_WAIT_MS,
    reason: 'too many logins are waiting',
  });

  return {
    read,
    lookUp: async (statement) => {
      const permit = await lookups.acquire('lookup');
      try {
        return await read(statement);
      } finally {
        permit.release();
      }
    },

    write: (statement) =>
      track(
        retried(async () => {
          const connection = await take(work);
          return using(connection, () =>
            connection.isPooled
              ? committed(connection, (query) => query(statement))
              : confirmed(connection.ask(statement)),
          );
        }),
      ),

    transaction: (job) => track(retried(() => transact(work, job))),
    transactionOnce: (job) => track(explained(() => transact(work, job))),

    snapshot: async function* (queries) {
      const connection = await take(snapshots);
      reading.add(connection);
      let ended = false;
      try {
        await connection.begin('ISOLATION LEVEL REPEATABLE READ READ ONLY');
        for (const [query, { text, values, pageSize }] of queries.entries()) {
          await connection.ask({ text: `DECLARE page NO SCROLL CURSOR FOR ${text}`, ...(values && { values }) });
          let rows: readonly Row[];
          do {
            rows = await connection.ask({ text: `FETCH ${pageSize} FROM page` });
            if (rows.length > 0) yield { query, rows };
          } while (rows.length === pageSize);
          await connection.ask({ text: 'CLOSE page' });
        }
        await connection.commit();
        ended = true;
      } catch (error) {
        throw explain(error);
      } finally {
        // A reader who stops early leaves its transaction open; closing the connection ends it.
        if (reading.delete(connection)) connection.settle(ended ? 'done' : 'failed');
      }
    },

    close: async () => {
      while (pending.size > 0) await Promise.allSettled(pending);
      for (const connection of reading) connection.settle('failed');
      reading.clear();
      await Promise.all([work.end(), snapshots.end()]);
    },
  };
}

/** Whether PostgreSQL can store a text: it rejects statements with a NUL character in their values. */
export function isStorable(text: string | undefined): boolean {
  return text?.includes('\0') !== true;
}

function createPool(config: PoolConfig): Pool {
  const pool = new Pool(config);
  // A lost connection fails the statement that uses it. On an idle connection the error needs no handling.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

async function transact<T>(pool: Pool, job: (query: Query) => Promise<T>): Promise<T> {
  const connection = await take(pool);
  return using(connection, () => committed(connection, job));
}

async function committed<T>(connection: Connection, job: (query: Query) => Promise<T>): Promise<T> {
  await connection.begin();
  const result = await job((statement) => connection.ask(statement));
  await confirmed(connection.commit());
  return result;
}

/** Settles the connection after a job. */
async function using<T>(connection: Connection, job: () => Promise<T>): Promise<T> {
  let outcome: 'done' | 'failed' = 'failed';
  try {
    const result = await job();
    outcome = 'done';
    return result;
  } finally {
    connection.settle(outcome);
  }
}

/** Awaits the answer that confirms a change. When the connection is lost first, the outcome is unknown. */
async function confirmed<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!isLost(error)) throw error;
    throw new OutcomeUnknownError('the connection to the database was lost before it confirmed the change', {
      cause: error,
    });
  }
}

async function explained<T>(job: () => Promise<T>): Promise<T> {
  try {
    return await job();
  } catch (error) {
    throw explain(error);
  }
}

/** Retries a job that was rolled back because of a conflict. */
async function retried<T>(job: () => Promise<T>): Promise<T> {
  for (let left = MAX_ATTEMPTS; ; left--) {
    try {
      return await job();
    } catch (error) {
      if (left <= 1 || !isConflict(error)) throw explain(error);
    }
  }
}
