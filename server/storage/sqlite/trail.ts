import type { DatabaseSync } from 'node:sqlite';
import type { Actor } from '../registration-store.ts';
import { isAction, isDoor, type Action, type TrailEntry, type TrailStore } from '../trail-store.ts';
import { integerColumn, optionalTextColumn, type Row, secondsOf, textColumn, timeColumn } from './columns.ts';

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
      Promise.resolve(select.all(accountId, before, mac, mac, limit).map(entryOf)),
  };
}

function entryOf(row: Row): TrailEntry {
  const door = textColumn(row, 'door');
  const action = textColumn(row, 'action');
  if (!isDoor(door) || !isAction(action)) throw new Error('The trail holds an entry that this release does not know.');
  const macs = textColumn(row, 'macs');
  return {
    id: integerColumn(row, 'id'),
    at: timeColumn(row, 'at'),
    door,
    action,
    macs: macs === '' ? [] : macs.split(' '),
    url: optionalTextColumn(row, 'url'),
    providerName: optionalTextColumn(row, 'provider_name'),
  };
}
