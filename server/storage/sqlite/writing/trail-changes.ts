import type { DatabaseSync } from 'node:sqlite';
import type { Actor } from '../../registration-store.ts';
import type { Action } from '../../trail-store.ts';
import type { Changes } from './changes.ts';

/** Adds an entry; called by the change that the entry tells of. */
export type TrailWriter = (
  actor: Actor,
  entry: {
    readonly at: number;
    readonly action: Action;
    /** With a blank between them, as they are kept. */
    readonly macs: string;
    readonly url?: string;
    readonly providerName?: string;
  },
) => void;

export function createTrailWriter(database: DatabaseSync): TrailWriter {
  const insert = database.prepare(
    'INSERT INTO trail (account_id, at, door, action, macs, url, provider_name) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  return ({ accountId, door }, { at, action, macs, url, providerName }) => {
    insert.run(accountId, at, door, action, macs, url ?? null, providerName ?? null);
  };
}

/** `removed`: how many entries were. */
export function trailChanges(database: DatabaseSync): Pick<Changes, 'removeOldTrail'> {
  // The entries are in the order of time, so no index of times is needed. A few that a wrong clock has made stop nothing.
  const remove = database.prepare(
    'DELETE FROM trail WHERE id IN (SELECT id FROM trail ORDER BY id LIMIT ?) AND at < ?',
  );
  return { removeOldTrail: ({ before, atMost }) => ({ removed: Number(remove.run(atMost, before).changes) }) };
}
