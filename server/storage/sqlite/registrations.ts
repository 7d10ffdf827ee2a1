import type { DatabaseSync } from 'node:sqlite';
import { bytesColumn, integerColumn, type Row, secondsOf, textColumn } from '../columns.ts';
import type {
  NewRegistrations,
  RegistrationStore,
  SealedRegistration,
  StoredRegistration,
} from '../registration-store.ts';
import { registrationOf, sealedRegistrationOf } from '../rows.ts';
import { countPhones, pageOfPhones } from './device-page.ts';
import { explained } from './errors.ts';
import type { Readers } from './readers.ts';
import type { TrailWriter } from './trail.ts';
import type { TurnReader } from './turn-reader.ts';
import type { Writer } from './writer.ts';

/** Rows a page of a listing: enough to keep the cost of a page small, few enough to let others in between. */
const pageSize = 500;

export interface RegistrationStoreParts {
  readonly database: DatabaseSync;
  readonly writer: Writer;
  readonly readers: Readers;
  readonly rows: TurnReader;
  readonly addToTrail: TrailWriter;
}

export function createRegistrationStore(parts: RegistrationStoreParts): RegistrationStore {
  const { database, writer, readers, rows, addToTrail } = parts;
  // One statement a list. The sealed IDs travel in one blob, one behind the other, all of one length.
  const insert = database.prepare(`
    INSERT INTO registrations (mac, account_id, provider_name, url, registered_at, sealed_id)
    SELECT value, ?, ?, ?, ?, substr(?, key * ? + 1, ?) FROM json_each(?) WHERE true
    ON CONFLICT (mac) DO NOTHING RETURNING mac`);
  const select = database.prepare('SELECT account_id, sealed_id FROM registrations WHERE mac = ?');
  const selectRow = rows.prepare(
    'SELECT account_id, mac, provider_name, url, registered_at, sealed_id FROM registrations WHERE mac = ?',
  );
  const remove = database.prepare('DELETE FROM registrations WHERE mac = ?');
  const mostUsed = (column: 'url' | 'provider_name') =>
    database.prepare(
      `SELECT ${column} AS value FROM registrations WHERE account_id = ? GROUP BY ${column} ORDER BY count(*) DESC, ${column} LIMIT ?`,
    );
  const mostUsedUrls = mostUsed('url');
  const mostUsedNames = mostUsed('provider_name');

  const findOwn = (accountId: number, mac: string): Row | undefined => {
    const row = select.get(mac);
    return row !== undefined && integerColumn(row, 'account_id') === accountId ? row : undefined;
  };

  return {
    register: (actor, { url, providerName, registeredAt, phones }) =>
      writer.write(() => {
        const seconds = secondsOf(registeredAt);
        const outcomes = runsOfOneLength(phones).flatMap((run) => {
          const width = run[0]?.sealedId.length ?? 0;
          const ids = Buffer.concat(run.map(({ sealedId }) => sealedId));
          const macs = JSON.stringify(run.map(({ mac }) => mac));
          const rows = insert.all(actor.accountId, providerName, url, seconds, ids, width, width, macs);
          const free = new Set(rows.map((row) => textColumn(row, 'mac')));
          // Of a MAC that stands twice in the list the first one is registered.
          return run.map(({ mac }) => (free.delete(mac) ? 'registered' : 'in_use'));
        });
        const macs = phones.flatMap(({ mac }, index) => (outcomes[index] === 'registered' ? [mac] : []));
        if (macs.length > 0) addToTrail(actor, { at: registeredAt, action: 'registered', macs, url, providerName });
        return outcomes;
      }),

    deregister: (actor, { at, phones }) =>
      writer.write(() => {
        const macs: string[] = [];
        const outcomes = phones.map((phone) => {
          const row = findOwn(actor.accountId, phone.mac);
          if (row === undefined) return 'not_found';
          if (!phone.mayBe(bytesColumn(row, 'sealed_id'))) return 'wrong_id';
          remove.run(phone.mac);
          macs.push(phone.mac);
          return 'deregistered';
        });
        if (macs.length > 0) addToTrail(actor, { at, action: 'deregistered', macs });
        return outcomes;
      }),

    find: (accountId, mac) =>
      rows.read(() => {
        const row = selectRow(mac);
        return row?.[0] === accountId ? foundOf(row) : undefined;
      }),
    findForPhone: (mac) =>
      rows.read(() => {
        const row = selectRow(mac);
        return row && foundOf(row);
      }),

    list: (accountId, providerNames) =>
      readers.pages(listQuery, listParameters(accountId, providerNames), listedOf, pageSize),

    page: async (accountId, query) => {
      const total = countPhones(accountId, query);
      const page = pageOfPhones(accountId, query);
      const [counted] = await readers.all(total.sql, total.parameters, (row) => integerColumn(row, 'total'));
      return { rows: await readers.all(page.sql, page.parameters, registrationOf), total: counted ?? 0 };
    },

    known: (accountId, limit) =>
      explained(() => ({
        urls: mostUsedUrls.all(accountId, limit).map((row) => textColumn(row, 'value')),
        providerNames: mostUsedNames.all(accountId, limit).map((row) => textColumn(row, 'value')),
      })),
  };
}

/** The phones in their order, in runs whose sealed IDs have the same length: one run, unless they were sealed in several ways. */
function runsOfOneLength(phones: NewRegistrations['phones']): readonly NewRegistrations['phones'][] {
  const runs: NewRegistrations['phones'][number][][] = [];
  for (const phone of phones) {
    const run = runs.at(-1);
    if (run?.[0]?.sealedId.length === phone.sealedId.length) run.push(phone);
    else runs.push([phone]);
  }
  return runs;
}

// The names travel as one JSON array, so that one prepared query serves any number of them.
const listQuery = `
  SELECT mac, provider_name, url, registered_at FROM registrations
  WHERE account_id = ? AND (? IS NULL OR provider_name IN (SELECT value FROM json_each(?)))
    AND mac > ? ORDER BY mac LIMIT ?`;

function listParameters(accountId: number, providerNames: readonly string[] | undefined) {
  const names = providerNames === undefined ? null : JSON.stringify(providerNames);
  return [accountId, names, names];
}

function foundOf([, mac, provider_name, url, registered_at, sealed_id]: readonly unknown[]): SealedRegistration {
  return sealedRegistrationOf({ mac, provider_name, url, registered_at, sealed_id });
}

function listedOf([mac, provider_name, url, registered_at]: readonly unknown[]): StoredRegistration {
  return registrationOf({ mac, provider_name, url, registered_at });
}
