import type { DatabaseSync } from 'node:sqlite';
import { secondsOf } from '../columns.ts';
import type { Actor } from '../registration-store.ts';
import { trailEntryOf } from '../rows.ts';
import type { Action, TrailStore } from '../trail-store.ts';
import { explained } from './errors.ts';

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

export function createTrailStore(database: DatabaseSync): TrailStore {
  const select = database.prepare(`
    SELECT id, at, door, action, macs, url, provider_name FROM trail
    WHERE account_id = ? AND id < ? AND (? = '' OR instr(macs, ?) > 0)
    ORDER BY id DESC LIMIT ?`);
  return {
    list: (accountId, { mac = '', before = Number.MAX_SAFE_INTEGER, limit }) =>
      explained(() => select.all(accountId, before, mac, mac, limit).map(trailEntryOf)),
  };
}
