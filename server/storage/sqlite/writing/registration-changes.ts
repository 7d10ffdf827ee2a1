import type { DatabaseSync } from 'node:sqlite';
import { bytesColumn, integerColumn, textColumn } from '../../columns.ts';
import type { AuditLogWriter } from './audit-log-changes.ts';
import type { ChangeInputs, Changes, PhoneRun } from './changes.ts';

export function registrationChanges(
  database: DatabaseSync,
  addAuditEntry: AuditLogWriter,
): Pick<Changes, 'register' | 'deregister'> {
  // One statement a list. Of a MAC that stands twice in it the first one is registered.
  const insert = `
    INSERT INTO registrations (mac, account_id, provider_name, url, registered_at, encrypted_id)
    SELECT value, ?, ?, ?, ?, substr(?, key * ? + 1, ?) FROM json_each(?) WHERE true
    ON CONFLICT (mac) DO NOTHING`;
  const insertAll = database.prepare(insert);
  // To say which rows were inserted costs SQLite as much again as to insert them.
  const insertAndTell = database.prepare(`${insert} RETURNING mac`);
  const savepoint = database.prepare('SAVEPOINT list');
  const rollback = database.prepare('ROLLBACK TO list');
  const release = database.prepare('RELEASE list');
  const select = database.prepare('SELECT account_id, encrypted_id FROM registrations WHERE mac = ?');
  const remove = database.prepare('DELETE FROM registrations WHERE mac = ?');

  const encryptedIdOf = (accountId: number, mac: string): string => {
    const row = select.get(mac);
    if (row === undefined || integerColumn(row, 'account_id') !== accountId) return '';
    return Buffer.from(bytesColumn(row, 'encrypted_id')).toString('hex');
  };

  /** The MACs that were free, a blank between them. */
  const insertRun = (
    { actor, at, url, providerName }: ChangeInputs['register'],
    { macs, encryptedIds, width }: PhoneRun,
  ): string => {
    const list = `["${macs.replaceAll(' ', '","')}"]`;
    const values = [actor.accountId, providerName, url, at, encryptedIds, width, width, list];
    savepoint.run();
    const all = Number(insertAll.run(...values).changes) * width === encryptedIds.length;
    if (!all) rollback.run();
    release.run();
    if (all) return macs;
    const rows = insertAndTell.all(...values);
    return rows.map((row) => textColumn(row, 'mac')).join(' ');
  };

  return {
    /** `macs`: those that were free, a blank between them. */
    register: (input) => {
      const { actor, at, url, providerName } = input;
      const macs = input.runs
        .map((run) => insertRun(input, run))
        .filter((some) => some !== '')
        .join(' ');
      if (macs !== '') addAuditEntry(actor, { at, action: 'registered', macs, url, providerName });
      return { macs };
    },

    /** `done` is false, and nothing is changed, where a phone is not as it was seen. */
    deregister: ({ actor, at, seen, going }) => {
      if (seen.some(({ mac, encryptedId }) => encryptedIdOf(actor.accountId, mac) !== encryptedId))
        return { done: false };
      for (const mac of going) remove.run(mac);
      addAuditEntry(actor, { at, action: 'deregistered', macs: going.join(' ') });
      return { done: true };
    },
  };
}
