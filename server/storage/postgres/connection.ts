import type { Pool, PoolClient, QueryConfig } from 'pg';
import type { Row } from '../model/rows.ts';
import { explain } from './errors.ts';

/** One SQL statement. A named one is prepared once per connection. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[];
}

/** A connection from a pool. `settle` returns it after use. */
export interface Connection {
  /** Begins a transaction. `mode` follows BEGIN, as in `ISOLATION LEVEL REPEATABLE READ`. */
  begin(mode?: string): Promise<void>;
  /** Runs a statement and returns its rows: in the current transaction, or in one of its own. */
  ask(statement: Statement): Promise<readonly Row[]>;
  commit(): Promise<void>;
  /** Whether each statement needs a transaction, because this connection keeps no settings between transactions. */
  readonly isPooled: boolean;
  /** Returns the connection to the pool; after a failure closes it, which rolls back its transaction. */
  settle(outcome: 'done' | 'failed'): void;
}

const LOCK_TIMEOUT_MS = 10_000;
const STATEMENT_TIMEOUT_MS = 60_000;
/** How long a pooler may take to give us a connection to PostgreSQL; PgBouncer alone would wait for two minutes. */
const POOLER_TIMEOUT_MS = 10_000;

/**
 * The limits of statements, and a commit that is on disk when it is acknowledged; a stricter setting of the server or user is
 * kept. They are not startup parameters, which a pooler refuses.
 */
const settings = (scope: 'session' | 'transaction'): string => {
  const isLocal = scope === 'transaction';
  return `set_config('lock_timeout', '${LOCK_TIMEOUT_MS}', ${isLocal}),
          set_config('statement_timeout', '${STATEMENT_TIMEOUT_MS}', ${isLocal}),
          CASE current_setting('synchronous_commit')
            WHEN 'off' THEN set_config('synchronous_commit', 'on', ${isLocal}) END`;
};

/** Whether a pooler such as PgBouncer is between us and PostgreSQL, for each connection that has been used. */
const pooled = new WeakMap<PoolClient, boolean>();

/**
 * Takes a connection from the pool. If that fails, nothing was changed.
 *
 * Behind a pooler in transaction mode, the next transaction may run on another connection to PostgreSQL. Settings and
 * prepared statements of a session would be lost or, worse, found by another client. There every statement runs in a
 * transaction that makes its own settings, and none is prepared.
 *
 * @throws StorageUnavailableError when the database cannot be reached or all connections are busy
 */
export async function take(pool: Pool): Promise<Connection> {
  let client: PoolClient | undefined;
  try {
    client = await pool.connect();
    let isPooled = pooled.get(client);
    if (isPooled === undefined) {
      isPooled = await introduce(client);
      pooled.set(client, isPooled);
    }
    return isPooled ? pooledConnection(client) : directConnection(client);
  } catch (error) {
    client?.release(true);
    throw explain(error);
  }
}

/**
 * Makes the settings of a session, unless a pooler answers; returns whether one does. A pooler gives each client a process ID
 * of its own, because it stands for many processes of PostgreSQL.
 */
async function introduce(client: PoolClient): Promise<boolean> {
  const processId: unknown = 'processID' in client ? client.processID : undefined;
  const query: QueryWithLimit = {
    text: `SELECT ${settings('session')} WHERE pg_backend_pid() = $1`,
    values: [processId],
    query_timeout: POOLER_TIMEOUT_MS,
  };
  const { rows } = await client.query(query);
  return rows.length === 0;
}

/** The driver stops waiting for the answer after `query_timeout` milliseconds, which its types omit. */
type QueryWithLimit = QueryConfig & { readonly query_timeout: number };

function directConnection(client: PoolClient): Connection {
  return {
    isPooled: false,
    begin: async (mode = '') => {
      await client.query(`BEGIN ${mode}`);
    },
    ask: (statement) => ask(client, statement),
    commit: async () => {
      await client.query('COMMIT');
    },
    settle: (outcome) => client.release(outcome === 'failed'),
  };
}

function pooledConnection(client: PoolClient): Connection {
  return {
    ...directConnection(client),
    isPooled: true,
    begin: async (mode = '') => {
      const query: QueryWithLimit = {
        text: `BEGIN ${mode}; SELECT ${settings('transaction')}`,
        query_timeout: POOLER_TIMEOUT_MS,
      };
      await client.query(query);
    },
    ask: ({ text, values }) => ask(client, { text, ...(values && { values }) }),
  };
}

async function ask(client: PoolClient, { name, text, values = [] }: Statement): Promise<readonly Row[]> {
  const { rows } = await client.query<Record<string, unknown>>({ ...(name && { name }), text, values: [...values] });
  return rows;
}
