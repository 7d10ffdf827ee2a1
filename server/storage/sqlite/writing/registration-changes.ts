import type { DatabaseSync } from 'node:sqlite';
import { bytesColumn, integerColumn, textColumn } from '../../columns.ts';
import type { Changes } from './changes.ts';
import type { TrailWriter } from './trail-changes.ts';

export function registrationChanges(
  database: DatabaseSync,
  addToTrail: TrailWriter,
): Pick<Changes, 'register' | 'deregister'> {
  // One statement a list. Of a MAC that stands twice in it the first one is registered.
  const insert = database.prepare(`
    INSERT INTO registrations (mac, account_id, provider_name, url, registered_at, sealed_id)
    SELECT value, ?, ?, ?, ?, substr(?, key * ? + 1, ?) FROM json_each(?) WHERE true
    ON CONFLICT (mac) DO NOTHING RETURNING mac`);
  const select = database.prepare('SELECT account_id, sealed_id FROM registrations WHERE mac = ?');
  const remove = database.prepare('DELETE FROM registrations WHERE mac = ?');

  const sealedIdOf = (accountId: number, mac: string): string => {
    const row = select.get(mac);
    if (row === undefined || integerColumn(row, 'account_id') !== accountId) return '';
    return Buffer.from(bytesColumn(row, 'sealed_id')).toString('hex');
  };

  return {
    /** `macs`: those that were free, with a blank between them. */
    register: ({ actor, at, url, providerName, runs }) => {
      const macs = runs
        .flatMap(({ macs: list, sealedIds, width }) =>
          insert.all(actor.accountId, providerName, url, at, sealedIds, width, width, list),
        )
        .map((row) => textColumn(row, 'mac'))
        .join(' ');
      if (macs !== '') addToTrail(actor, { at, action: 'registered', macs, url, providerName });
      return { macs };
    },

    /** `done` is false, and nothing is changed, where a phone is not as it was seen. */
    deregister: ({ actor, at, seen, going }) => {
      if (seen.some(({ mac, sealedId }) => sealedIdOf(actor.accountId, mac) !== sealedId)) return { done: false };
      for (const mac of going) remove.run(mac);
      addToTrail(actor, { at, action: 'deregistered', macs: going.join(' ') });
      return { done: true };
    },
  };
}
