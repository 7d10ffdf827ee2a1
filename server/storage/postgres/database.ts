import { type ClientBase, Pool, type PoolClient, type PoolConfig, TypeOverrides, types } from 'pg';
import type { Row } from '../model/rows.ts';
import { OutcomeUnknownError } from '../model/storage.ts';
import { explain, isConflict, isLost } from './errors.ts';

/** One SQL statement. A named one is prepared once per connection. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[];
}

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

// Counts, times and IDs stay far below 2^53.
const integers = new TypeOverrides();
integers.setTypeParser(types.builtins.INT8, Number);

const settings: PoolConfig = {
  application_name: 'gigaset-redirect',
  connectionTimeoutMillis: 10_000,
  lock_timeout: 10_000,
  statement_timeout: 60_000,
  keepAlive: true,
  types: integers,
};

/**
 * Connects to the PostgreSQL server at a URL, on demand. Snapshots have a pool of their own, so that slow readers do not
 * starve short statements.
 */
export function connect(url: string): Database {
  const work = createPool({ ...settings, connectionString: url, max: 10 });
  const snapshots = createPool({ ...settings, connectionString: url, max: 10 });
  const reading = new Set<PoolClient>();
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
    const client = await take(work);
    return using(client, () => ask(client, statement));
  };

  return {
    read: (statement) =>
      track(
        explained(() =>
          run(statement).catch((error: unknown) => {
            // The server may have restarted since this connection was made.
            if (isLost(error)) return run(statement);
            throw error;
          }),
        ),
      ),

    write: (statement) =>
      track(
        retried(async () => {
          const client = await take(work);
          return using(client, () => confirmed(ask(client, statement)));
        }),
      ),

    transaction: (job) => track(retried(() => transact(work, job))),
    transactionOnce: (job) => track(explained(() => transact(work, job))),

    snapshot: async function* (queries) {
      const client = await take(snapshots);
      reading.add(client);
      let ended = false;
      try {
        await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
        for (const [query, { text, values, pageSize }] of queries.entries()) {
          await ask(client, { text: `DECLARE page NO SCROLL CURSOR FOR ${text}`, ...(values && { values }) });
          let rows: readonly Row[];
          do {
            rows = await ask(client, { text: `FETCH ${pageSize} FROM page` });
            if (rows.length > 0) yield { query, rows };
          } while (rows.length === pageSize);
          await client.query('CLOSE page');
        }
        await client.query('COMMIT');
        ended = true;
      } catch (error) {
        throw explain(error);
      } finally {
        // A reader who stops early leaves its transaction open; closing the connection ends it.
        if (reading.delete(client)) client.release(!ended);
      }
    },

    close: async () => {
      while (pending.size > 0) await Promise.allSettled(pending);
      for (const client of reading) client.release(true);
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

/** Connections whose commits are known to be durable. */
const durable = new WeakSet<PoolClient>();

/** Takes a connection from the pool. When it fails, nothing was changed. */
async function take(pool: Pool): Promise<PoolClient> {
  let client: PoolClient | undefined;
  try {
    client = await pool.connect();
    if (!durable.has(client)) {
      // A commit must be on disk when it is acknowledged. A stricter setting of the server or user is kept.
      await client.query(
        "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
      );
      durable.add(client);
    }
    return client;
  } catch (error) {
    client?.release(true);
    throw explain(error);
  }
}

async function transact<T>(pool: Pool, job: (query: Query) => Promise<T>): Promise<T> {
  const client = await take(pool);
  return using(client, async () => {
    await client.query('BEGIN');
    const result = await job((statement) => ask(client, statement));
    await confirmed(client.query('COMMIT'));
    return result;
  });
}

/** Returns the connection to the pool afterwards, or closes it after an error, which rolls back its transaction. */
async function using<T>(client: PoolClient, job: () => Promise<T>): Promise<T> {
  let done = false;
  try {
    const result = await job();
    done = true;
    return result;
  } finally {
    client.release(!done);
  }
}

async function ask(client: ClientBase, { name, text, values = [] }: Statement): Promise<readonly Row[]> {
  const { rows } = await client.query<Record<string, unknown>>({ ...(name && { name }), text, values: [...values] });
  return rows;
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
