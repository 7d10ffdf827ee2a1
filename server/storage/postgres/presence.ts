import { randomUUID } from 'node:crypto';
import { SetupError, systemCode } from '../../errors/index.ts';
import { integerColumn } from '../model/rows.ts';
import { StorageUnavailableError } from '../model/storage.ts';
import type { Database, Query } from './database.ts';

const HEARTBEAT_MS = 10_000;
/** A server that has missed six heartbeats counts as stopped. */
const GONE_AFTER_SECONDS = 60;

/** The presence of this server in the table `servers`. */
export interface Presence {
  /** Removes it from the table. */
  end(): Promise<void>;
}

/**
 * Adds this server to the table of running servers, and keeps its entry fresh. A row instead of an advisory lock, because a
 * lock belongs to a session, which a pooler in transaction mode does not keep. All times are those of the database's clock.
 *
 * @param onLost is called once if a restore has removed the entry meanwhile, because the server was silent for too long
 * @throws SetupError when a backup is being restored
 */
export async function announce(database: Database, onLost: () => void, heartbeatMs = HEARTBEAT_MS): Promise<Presence> {
  const id = randomUUID();
  try {
    await database.write({ text: 'INSERT INTO servers (id, seen_at) VALUES ($1, clock_timestamp())', values: [id] });
  } catch (error) {
    if (!isLockTimeout(error)) throw error;
    throw new SetupError('A backup is being restored into this database. Start the server again when that is done.', {
      cause: error,
    });
  }
  const beat = async (): Promise<void> => {
    const text = 'UPDATE servers SET seen_at = clock_timestamp() WHERE id = $1 RETURNING true';
    const found = await database.write({ text, values: [id] });
    if (found.length > 0) return;
    clearInterval(timer);
    onLost();
  };
  // If the database cannot be reached, the next heartbeat tries again.
  const timer = setInterval(() => void beat().catch(() => undefined), heartbeatMs).unref();
  return {
    end: async () => {
      clearInterval(timer);
      await database.write({ text: 'DELETE FROM servers WHERE id = $1', values: [id] }).catch(() => undefined);
    },
  };
}

/**
 * Refuses to go on while a server uses the database, and keeps new ones from starting until the transaction ends.
 *
 * @throws SetupError when a server uses the database
 */
export async function refuseWhileServed(query: Query): Promise<void> {
  await query({ text: 'LOCK TABLE servers IN EXCLUSIVE MODE' });
  const [row] = await query({
    text: `SELECT trunc(extract(epoch FROM clock_timestamp() - max(seen_at)))::int AS seconds FROM servers
           HAVING max(seen_at) > clock_timestamp() - interval '${GONE_AFTER_SECONDS} seconds'`,
  });
  if (row !== undefined) {
    const seconds = integerColumn(row, 'seconds');
    throw new SetupError(
      `A server is using this database: its last heartbeat was ${seconds} s ago. A backup is restored only while no server runs. Nothing was changed. Stop all servers; if one has crashed, wait for ${GONE_AFTER_SECONDS} s. Then run the command again.`,
    );
  }
  await query({ text: 'DELETE FROM servers' });
}

function isLockTimeout(error: unknown): boolean {
  return error instanceof StorageUnavailableError && systemCode(error.cause) === '55P03';
}
