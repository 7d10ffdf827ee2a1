import type { DatabaseSync } from 'node:sqlite';
import { secondsOf } from '../columns.ts';
import type { Actor } from '../registration-store.ts';
import { trailEntryOf } from '../rows.ts';
import type { Action, TrailStore } from '../trail-store.ts';
import { explained } from './errors.ts';
import type { Writer } from './writer.ts';

/** Adds an entry; called from within the job that does what the entry tells of. */
export type TrailWriter = (
  actor: Actor,
  entry: {
    readonly at: Date;
    readonly action: Action;
    readonly macs: readonly string[];
    readonly url?: string;
    readonly providerName?: string;
  },
) => void;

export function createTrailWriter(database: DatabaseSync): TrailWriter {
  const insert = database.prepare(
    'INSERT INTO trail (account_id, at, door, action, macs, url, provider_name) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  return ({ accountId, door }, { at, action, macs, url, providerName }) => {
    insert.run(accountId, secondsOf(at), door, action, macs.join(' '), url ?? null, providerName ?? null);
  };
}

export function createTrailStore(database: DatabaseSync, writer: Writer): TrailStore {
  const select = database.prepare(`
    SELECT id, at, door, action, macs, url, provider_name FROM trail
    WHERE account_id = ? AND id < ? AND (? = '' OR instr(macs, ?) > 0)
    ORDER BY id DESC LIMIT ?`);
  // The entries are in the order of time, so no index of times is needed. A few that a wrong clock has made stop nothing.
  const removeOldest = database.prepare(
    'DELETE FROM trail WHERE id IN (SELECT id FROM trail ORDER BY id LIMIT ?) AND at < ?',
  );
  return {
    list: (accountId, { mac = '', before = Number.MAX_SAFE_INTEGER, limit }) =>
      explained(() => select.all(accountId, before, mac, mac, limit).map(trailEntryOf)),
    removeBefore: (time, atMost) => writer.write(() => Number(removeOldest.run(atMost, secondsOf(time)).changes)),
  };
}
