import type { DatabaseSync } from 'node:sqlite';
import type { RegistrationStore, StoredRegistration } from '../storage.ts';
import { bytesColumn, integerColumn, type Row, secondsOf, textColumn, timeColumn } from './columns.ts';
import type { Readers } from './readers.ts';
import type { Writer } from './writer.ts';

/** Rows a page of a listing: enough to keep the cost of a page small, few enough to let others in between. */
const pageSize = 500;

export function createRegistrationStore(database: DatabaseSync, writer: Writer, readers: Readers): RegistrationStore {
  const insert = database.prepare(`
    INSERT INTO registrations (mac, account_id, provider_name, url, registered_at, sealed_id)
    VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (mac) DO NOTHING`);
  const select = database.prepare(
    'SELECT account_id, mac, provider_name, url, registered_at, sealed_id FROM registrations WHERE mac = ?',
  );
  const remove = database.prepare('DELETE FROM registrations WHERE mac = ?');

  const findOwn = (provisioner: number, mac: string): Row | undefined => {
    const row = select.get(mac);
    return row !== undefined && integerColumn(row, 'account_id') === provisioner ? row : undefined;
  };

  return {
    register: (provisioner, phones) =>
      writer.write(() =>
        phones.map(({ mac, providerName, url, registeredAt, sealedId }) => {
          const { changes } = insert.run(mac, provisioner, providerName, url, secondsOf(registeredAt), sealedId);
          return changes === 1 ? 'registered' : 'in_use';
        }),
      ),

    deregister: (provisioner, phones) =>
      writer.write(() =>
        phones.map((phone) => {
          const row = findOwn(provisioner, phone.mac);
          if (row === undefined) return 'not_found';
          if (!phone.mayBe(bytesColumn(row, 'sealed_id'))) return 'wrong_id';
          remove.run(phone.mac);
          return 'deregistered';
        }),
      ),

    find: (provisioner, mac) => {
      const row = findOwn(provisioner, mac);
      return Promise.resolve(
        row === undefined ? undefined : { ...registrationOf(row), sealedId: bytesColumn(row, 'sealed_id') },
      );
    },

    list: (provisioner, providerNames) =>
      readers.pages(listQuery, listParameters(provisioner, providerNames), registrationOf, pageSize),
  };
}

// The names travel as one JSON array, so that one prepared query serves any number of them.
const listQuery = `
  SELECT mac, provider_name, url, registered_at FROM registrations
  WHERE account_id = ? AND (? IS NULL OR provider_name IN (SELECT value FROM json_each(?)))
  ORDER BY mac`;

function listParameters(provisioner: number, providerNames: readonly string[] | undefined) {
  const names = providerNames === undefined ? null : JSON.stringify(providerNames);
  return [provisioner, names, names];
}

function registrationOf(row: Row): StoredRegistration {
  return {
    mac: textColumn(row, 'mac'),
    providerName: textColumn(row, 'provider_name'),
    url: textColumn(row, 'url'),
    registeredAt: timeColumn(row, 'registered_at'),
  };
}
