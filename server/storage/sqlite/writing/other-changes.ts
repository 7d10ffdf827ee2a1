import type { DatabaseSync } from 'node:sqlite';
import type { Row } from '../../columns.ts';
import type { Changes } from './changes.ts';

const nothing: Row = {};

export function inventoryChanges(database: DatabaseSync): Pick<Changes, 'addToInventory' | 'clearInventory'> {
  const insert = database.prepare(
    'INSERT INTO inventory (mac, encrypted_id) VALUES (?, ?) ON CONFLICT (mac) DO UPDATE SET encrypted_id = excluded.encrypted_id',
  );
  const remove = database.prepare('DELETE FROM inventory');
  return {
    addToInventory: ({ phones }) => {
      for (const { mac, encryptedId } of phones) insert.run(mac, encryptedId);
      return nothing;
    },
    clearInventory: () => {
      remove.run();
      return nothing;
    },
  };
}

export function sessionChanges(
  database: DatabaseSync,
): Pick<Changes, 'writeSession' | 'removeSession' | 'removeExpiredSessions'> {
  const upsert = database.prepare(`
    INSERT INTO sessions (id, account_id, data, expires_at) VALUES (?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET account_id = excluded.account_id, data = excluded.data, expires_at = excluded.expires_at`);
  const remove = database.prepare('DELETE FROM sessions WHERE id = ?');
  const removeExpired = database.prepare('DELETE FROM sessions WHERE expires_at <= ?');
  return {
    writeSession: ({ id, accountId, data, expiresAt }) => {
      upsert.run(id, accountId, data, expiresAt);
      return nothing;
    },
    removeSession: ({ id }) => {
      remove.run(id);
      return nothing;
    },
    removeExpiredSessions: ({ now }) => {
      removeExpired.run(now);
      return nothing;
    },
  };
}

/** `value`: what is kept now, which may be what was kept before. */
export function metadataChanges(database: DatabaseSync): Pick<Changes, 'setMetadataIfAbsent'> {
  const insert = database.prepare('INSERT INTO metadata VALUES (?, ?) ON CONFLICT (name) DO NOTHING');
  const select = database.prepare('SELECT value FROM metadata WHERE name = ?');
  return {
    setMetadataIfAbsent: ({ name, value }) => {
      insert.run(name, value);
      return select.get(name) ?? { value };
    },
  };
}
