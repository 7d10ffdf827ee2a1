import type { DatabaseSync } from 'node:sqlite';
import { hasStoredTarget } from '../../model/registrations.ts';
import { bytesColumn, integerColumn, registrationOf, textColumn } from '../../model/rows.ts';
import type { AuditLogWriter } from './audit-log-changes.ts';
import type { Changes, SeenPhone } from './writer.ts';

export function registrationChanges(
  database: DatabaseSync,
  addAuditEntry: AuditLogWriter,
): Pick<Changes, 'register' | 'deregister' | 'repoint'> {
  // One statement per list. When a list names a MAC twice, the first one is registered.
  const insert = `
    INSERT INTO registrations (mac, account_id, provider_name, url, encrypted_url, registered_at, encrypted_id)
    SELECT value, ?, ?, ?, ?, ?, substr(?, key * ? + 1, ?) FROM json_each(?) WHERE true
    ON CONFLICT (mac) DO NOTHING`;
  const insertAll = database.prepare(insert);
  // Returning the inserted rows costs SQLite as much again as inserting them, so it is done only when some were not free.
  const insertAndReturn = database.prepare(`${insert} RETURNING mac`);
  const savepoint = database.prepare('SAVEPOINT list');
  const rollback = database.prepare('ROLLBACK TO list');
  const release = database.prepare('RELEASE list');
  const select = database.prepare('SELECT account_id, encrypted_id FROM registrations WHERE mac = ?');
  const remove = database.prepare('DELETE FROM registrations WHERE mac = ?');
  const selectTarget = database.prepare(
    'SELECT mac, provider_name, url, encrypted_url, registered_at FROM registrations WHERE mac = ?',
  );
  const update = database.prepare(
    `UPDATE registrations SET provider_name = ?, url = ?, encrypted_url = ?, registered_at = ?
     WHERE mac IN (SELECT value FROM json_each(?))`,
  );

  const encryptedIdOf = (accountId: number, mac: string): string => {
    const row = select.get(mac);
    if (row === undefined || integerColumn(row, 'account_id') !== accountId) return '';
    return Buffer.from(bytesColumn(row, 'encrypted_id')).toString('hex');
  };

  const isChanged = (accountId: number, seen: readonly SeenPhone[]): boolean =>
    seen.some(({ mac, encryptedId }) => encryptedIdOf(accountId, mac) !== encryptedId);

  return {
    /** Returns `macs`, those that were free, separated by spaces. */
    register: ({ actor, at, url, encryptedUrl, providerName, phones: { macs, encryptedIds, idLength } }) => {
      const list = `["${macs.replaceAll(' ', '","')}"]`;
      const values = [actor.accountId, providerName, url, encryptedUrl, at, encryptedIds, idLength, idLength, list];
      savepoint.run();
      const allFree = Number(insertAll.run(...values).changes) * idLength === encryptedIds.length;
      if (!allFree) rollback.run();
      release.run();
      const registered = allFree
        ? macs
        : insertAndReturn
            .all(...values)
            .map((row) => textColumn(row, 'mac'))
            .join(' ');
      if (registered !== '') {
        addAuditEntry(actor, { at, action: 'registered', macs: registered, url, providerName });
      }
      return { macs: registered };
    },

    /** Returns `done`: false, and nothing is changed, when a phone has changed since it was read. */
    deregister: ({ actor, at, seen, macs }) => {
      if (isChanged(actor.accountId, seen)) return { done: false };
      for (const mac of macs) remove.run(mac);
      addAuditEntry(actor, { at, action: 'deregistered', macs: macs.join(' ') });
      return { done: true };
    },

    /** Returns `done`, as `deregister` does. */
    repoint: ({ actor, at, url, encryptedUrl, providerName, seen, macs, unchanged }) => {
      const hasTarget = (mac: string): boolean => {
        const row = selectTarget.get(mac);
        return row !== undefined && hasStoredTarget(registrationOf(row), { url, encryptedUrl, providerName });
      };
      const isOutdated = isChanged(actor.accountId, seen) || !unchanged.every(hasTarget) || macs.some(hasTarget);
      if (isOutdated) return { done: false };
      update.run(providerName, url, encryptedUrl, at, JSON.stringify(macs));
      addAuditEntry(actor, { at, action: 'repointed', macs: macs.join(' '), url, providerName });
      return { done: true };
    },
  };
}

export function inventoryChanges(database: DatabaseSync): Pick<Changes, 'addToInventory' | 'clearInventory'> {
  const upsert = database.prepare(
    'INSERT INTO inventory (mac, encrypted_id) VALUES (?, ?) ON CONFLICT (mac) DO UPDATE SET encrypted_id = excluded.encrypted_id',
  );
  const removeAll = database.prepare('DELETE FROM inventory');
  return {
    addToInventory: ({ phones }) => {
      for (const { mac, encryptedId } of phones) upsert.run(mac, encryptedId);
      return {};
    },
    clearInventory: () => {
      removeAll.run();
      return {};
    },
  };
}
