import { type AccountLimits, inTurn, pagesInTurn } from '../model/account-limits.ts';
import type { Actor } from '../model/audit-log.ts';
import type { DeviceQuery } from '../model/device-query.ts';
import type {
  Deregistration,
  NewRegistrations,
  PhoneRegistration,
  RegistrationStore,
  RegistrationWithId,
  StoredRegistration,
} from '../model/registrations.ts';
import {
  booleanColumn,
  bytesColumn,
  askedColumns,
  integerColumn,
  observedRegistrationOf,
  phoneRegistrationOf,
  registrationOf,
  registrationWithIdOf,
  type Row,
  secondsOf,
  textColumn,
  wordsColumn,
} from '../model/rows.ts';
import { countPhones, pageOfPhones } from './device-page.ts';
import type { PointReader } from './point-reader.ts';
import type { Query, Readers } from './reader/readers.ts';
import type { ChangeRequest, PackedPhones, SeenPhone, Writer } from './writer/writer.ts';

/** Rows per page of a listing: little overhead per page, and little work at a time for the event loop. */
const PAGE_SIZE = 1000;

export interface RegistrationStoreDependencies {
  readonly writer: Writer;
  readonly readers: Readers;
  readonly rows: PointReader;
  readonly limits: AccountLimits;
}

export function createRegistrationStore(dependencies: RegistrationStoreDependencies): RegistrationStore {
  const { writer, readers, rows, limits } = dependencies;
  const selectRow = rows.prepare(
    `SELECT account_id, mac, provider_name, url, encrypted_url, registered_at, encrypted_id, ${askedColumns}
     FROM registrations WHERE mac = ?`,
  );
  // The ID as hex, since returning a blob costs more than all the rest.
  const selectForPhone = rows.prepare(
    'SELECT mac, account_id, url, encrypted_url, hex(encrypted_id) FROM registrations WHERE mac = ?',
  );
  const change = (actor: Actor, phones: number, request: ChangeRequest): Promise<Row> =>
    inTurn(limits.changes, actor.accountId, () => writer.change(request), phones);
  const search = <T>(accountId: number, query: Query, read: (row: Row) => T): Promise<readonly T[]> =>
    inTurn(limits.searches, accountId, () => readers.all(query, read));
  const selectMostUsed = (column: 'url' | 'provider_name', accountId: number, limit: number) => {
    const sql = `SELECT ${column} AS value FROM registrations WHERE account_id = ?
                 GROUP BY ${column} ORDER BY count(*) DESC, ${column} LIMIT ?`;
    return search(accountId, { sql, parameters: [accountId, limit] }, (row) => textColumn(row, 'value'));
  };

  /** Reads the phones and decides about each, in pages, so that phones that boot meanwhile are answered in between. */
  const decide = async (accountId: number, phones: readonly Deregistration[]): Promise<readonly Decision[]> => {
    const macs = new Set<string>();
    const decideOne = (phone: Deregistration): Decision => {
      const { mac } = phone;
      const row = selectRow(mac);
      if (row?.[0] !== accountId) return { mac, encryptedId: '', outcome: 'not_found' };
      const bytes = bytesColumn({ encrypted_id: row[6] }, 'encrypted_id');
      const encryptedId = Buffer.from(bytes).toString('hex');
      // The second mention of a phone comes after its deregistration.
      if (macs.has(mac)) return { mac, encryptedId, outcome: 'not_found' };
      if (!phone.idMatches(bytes)) return { mac, encryptedId, outcome: 'wrong_id' };
      macs.add(mac);
      return { mac, encryptedId, outcome: 'deregistered' };
    };
    const decisions: Decision[] = [];
    for (let start = 0; start < phones.length; start += PAGE_SIZE) {
      decisions.push(...(await rows.read(() => phones.slice(start, start + PAGE_SIZE).map(decideOne))));
    }
    return decisions;
  };

  return {
    register: async (actor, { url, encryptedUrl = null, providerName, registeredAt, phones }) => {
      if (phones.length === 0) return [];
      const input = { actor, at: secondsOf(registeredAt), url, encryptedUrl, providerName, phones: pack(phones) };
      const row = await change(actor, phones.length, { name: 'register', input });
      const registered = wordsColumn(row, 'macs');
      if (registered.length === phones.length) return phones.map(() => 'registered');
      const free = new Set(registered);
      // When a list names a MAC twice, the first one was registered.
      return phones.map(({ mac }) => (free.delete(mac) ? 'registered' : 'in_use'));
    },

    deregister: async (actor, { at, phones }) => {
      // IDs are compared here, since the writer thread has no key. The writer refuses when a phone has changed since it was
      // read; then everything is decided anew. Each refusal means that another change has succeeded, so the loop ends.
      for (;;) {
        const decisions = await decide(actor.accountId, phones);
        const macs = decisions.filter(({ outcome }) => outcome === 'deregistered').map(({ mac }) => mac);
        const outcomes = decisions.map(({ outcome }) => outcome);
        if (macs.length === 0) return outcomes;
        const seen = decisions.map(({ mac, encryptedId }) => ({ mac, encryptedId }));
        const input = { actor, at: secondsOf(at), seen, macs };
        const row = await change(actor, macs.length, { name: 'deregister', input });
        if (booleanColumn(row, 'done')) return outcomes;
      }
    },

    find: (accountId, mac) =>
      rows.read(() => {
        const row = selectRow(mac);
        return row?.[0] === accountId ? registrationWithIdOfColumns(row) : undefined;
      }),
    findForPhone: (mac) =>
      rows.read(() => {
        const row = selectForPhone(mac);
        return row && phoneRegistrationOfColumns(row);
      }),

    list: (accountId, providerNames) =>
      pagesInTurn(limits, accountId, () =>
        readers.pages(listQuery(accountId, providerNames), registrationOfColumns, PAGE_SIZE),
      ),

    page: async (accountId, query: DeviceQuery) => {
      const [[total = 0], rows] = await Promise.all([
        search(accountId, countPhones(accountId, query), (row) => integerColumn(row, 'total')),
        search(accountId, pageOfPhones(accountId, query), observedRegistrationOf),
      ]);
      return { rows, total };
    },

    mostUsed: async (accountId, limit) => {
      const [urls, providerNames] = await Promise.all([
        selectMostUsed('url', accountId, limit),
        selectMostUsed('provider_name', accountId, limit),
      ]);
      return { urls, providerNames };
    },
  };
}

/** A phone as it was read, and the outcome if it stays unchanged. */
interface Decision extends SeenPhone {
  readonly outcome: 'deregistered' | 'not_found' | 'wrong_id';
}

function pack(phones: NewRegistrations['phones']): PackedPhones {
  const idLength = phones[0]?.encryptedId.length ?? 0;
  if (phones.some(({ encryptedId }) => encryptedId.length !== idLength)) {
    throw new Error('The encrypted IDs of a list differ in length.');
  }
  // Not a Buffer: short ones share 8 KiB of memory, all of which would be copied to the other thread.
  const encryptedIds = new Uint8Array(phones.length * idLength);
  for (const [index, { encryptedId }] of phones.entries()) encryptedIds.set(encryptedId, index * idLength);
  return { macs: phones.map(({ mac }) => mac).join(' '), encryptedIds, idLength };
}

/** The names are passed as one JSON array, so that the same prepared query serves any number of them. */
function listQuery(accountId: number, providerNames: readonly string[] | undefined): Query {
  const names = providerNames === undefined ? null : JSON.stringify(providerNames);
  return {
    sql: `
      SELECT mac, provider_name, url, encrypted_url, registered_at FROM registrations
      WHERE account_id = ? AND (? IS NULL OR provider_name IN (SELECT value FROM json_each(?)))
        AND mac > ? ORDER BY mac LIMIT ?`,
    parameters: [accountId, names, names],
  };
}

function registrationWithIdOfColumns(columns: readonly unknown[]): RegistrationWithId {
  const [, mac, provider_name, url, encrypted_url, registered_at, encrypted_id, ...asked] = columns;
  const [asked_at, asked_from, asked_outcome, asked_url] = asked;
  const lastAsked = { asked_at, asked_from, asked_outcome, asked_url };
  return registrationWithIdOf({ mac, provider_name, url, encrypted_url, registered_at, encrypted_id, ...lastAsked });
}

function phoneRegistrationOfColumns([mac, account_id, url, encrypted_url, id]: readonly unknown[]): PhoneRegistration {
  const encrypted_id = Buffer.from(textColumn({ id }, 'id'), 'hex');
  return phoneRegistrationOf({ mac, account_id, url, encrypted_url, encrypted_id });
}

function registrationOfColumns(columns: readonly unknown[]): StoredRegistration {
  const [mac, provider_name, url, encrypted_url, registered_at] = columns;
  return registrationOf({ mac, provider_name, url, encrypted_url, registered_at });
}
