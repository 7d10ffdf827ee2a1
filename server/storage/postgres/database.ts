import { type ClientBase, Pool, type PoolClient, type PoolConfig, TypeOverrides, types } from 'pg';
import type { Row } from '../columns.ts';
import { OutcomeUnknownError } from '../storage.ts';
import { explain, isConflict, isLost } from './errors.ts';

/** One SQL statement. With a name it is prepared once a connection: for what is asked again and again. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[];
}

/** A query whose rows are read page by page. */
export interface Listing extends Statement {
  readonly pageSize: number;
}

/** Rows of the query with this index. */
export interface Page {
  readonly query: number;
  readonly rows: readonly Row[];
}

/** Runs a statement and hands out its rows. */
export type Query = (statement: Statement) => Promise<readonly Row[]>;

/** A PostgreSQL as the stores use it. Each way of asking says what its statements do, and so what may be done again. */
export interface Database {
  /** A statement that changes nothing: asked once more where the connection was lost. */
  read: Query;
  /** A statement that changes something, a transaction by itself. */
  write: Query;
  /** Statements in one transaction (READ COMMITTED); the job is done again where another one stood in its way. */
  transaction<T>(job: (query: Query) => Promise<T>): Promise<T>;
  /** The same for a job that cannot be done again. */
  transactionOnce<T>(job: (query: Query) => Promise<T>): Promise<T>;
  /** The rows of these queries, one query after the other, in pages: all of one moment, however long the reader takes. */
  snapshot(queries: readonly Listing[]): AsyncIterable<Page>;
  /** Finishes what was begun, but for snapshots whose readers take longer. */
  close(): Promise<void>;
}

/** How often a transaction is begun again; each time one of those that stood in its way has finished. */
const attempts = 10;

// Counts, times and IDs are far below 2^53.
const integers = new TypeOverrides();
integers.setTypeParser(types.builtins.INT8, Number);

const settings: PoolConfig = {
  application_name: 'gigaset-redirect',
  // How long to wait for a connection, then for a lock, then for a statement.
  connectionTimeoutMillis: 10_000,
  lock_timeout: 10_000,
  statement_timeout: 60_000,
  keepAlive: true,
  types: integers,
};

/**
 * Connections to the PostgreSQL at this URL, made when they are needed. Those that wait for a slow reader of a snapshot are
 * counted by themselves: they leave the others alone.
 */
export function connect(url: string): Database {
  const work = createPool({ ...settings, connectionString: url, max: 10 });
  const snapshots = createPool({ ...settings, connectionString: url, max: 10 });
  const reading = new Set<PoolClient>();
  const begun = new Set<Promise<unknown>>();

  /** Notes what is going on, for whoever closes: the pool itself would forget those that wait for a connection. */
  const begin = <T>(job: Promise<T>): Promise<T> => {
    begun.add(job);
    const forget = (): void => {
      begun.delete(job);
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
      begin(
        explained(() =>
          run(statement).catch((error: unknown) => {
            // The server may have been started anew since this connection was made; the next one knows.
            if (isLost(error)) return run(statement);
            throw error;
          }),
        ),
      ),

    write: (statement) =>
      begin(
        again(async () => {
          const client = await take(work);
          return using(client, () => certain(ask(client, statement)));
        }),
      ),

    transaction: (job) => begin(again(() => transact(work, job))),
    transactionOnce: (job) => begin(explained(() => transact(work, job))),

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
        // A reader who has seen enough leaves a transaction behind: it ends with its connection.
        if (reading.delete(client)) client.release(!ended);
      }
    },

    close: async () => {
      while (begun.size > 0) await Promise.allSettled(begun);
      for (const client of reading) client.release(true);
      reading.clear();
      await Promise.all([work.end(), snapshots.end()]);
    },
  };
}

function createPool(config: PoolConfig): Pool {
  const pool = new Pool(config);
  // A lost connection is told to whoever waits for an answer on it; one that nobody uses is simply forgotten.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Connections that have been used before. */
const durable = new WeakSet<PoolClient>();

/** A connection; whoever cannot have one has changed nothing. */
async function take(pool: Pool): Promise<PoolClient> {
  let client: PoolClient | undefined;
  try {
    client = await pool.connect();
    if (!durable.has(client)) {
      // What is answered is on the disk. A server or user set up to answer sooner is not followed, a stricter one is.
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
    await certain(client.query('COMMIT'));
    return result;
  });
}

/** Gives the connection back afterwards, or closes it where something went wrong: with it ends what it had begun. */
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

/** Awaits an answer with which a change stands; an answer that is lost leaves the change in doubt. */
async function certain<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!isLost(error)) throw error;
    throw new OutcomeUnknownError('the database was lost before it said whether the change was made', { cause: error });
  }
}

async function explained<T>(job: () => Promise<T>): Promise<T> {
  try {
    return await job();
  } catch (error) {
    throw explain(error);
  }
}

/** Tries again what was undone because of others. */
async function again<T>(job: () => Promise<T>): Promise<T> {
  for (let left = attempts; ; left--) {
    try {
      return await job();
    } catch (error) {
      if (left <= 1 || !isConflict(error)) throw explain(error);
    }
  }
}
