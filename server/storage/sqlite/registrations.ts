import { type AccountLimits, inTurn, pagesInTurn } from '../model/account-limits.ts';
import type { Actor } from '../model/audit-log.ts';
import type { DeviceQuery } from '../model/device-query.ts';
import {
  hasStoredTarget,
  type PhoneToChange,
  type NewRegistrations,
  type PhoneRegistration,
  type RegistrationStore,
  type RegistrationWithId,
  type StoredRegistration,
} from '../model/registrations.ts';
import {
  booleanColumn,
  askedColumns,
  integerColumn,
  observedRegistrationOf,
  phoneRegistrationOf,
  registrationOf,
  registrationWithIdOf,
  type Row,
  secondsOf,
  textColumn,
  valueCountOf,
  wordsColumn,
} from '../model/rows.ts';
import { countPhones, type FoundValues, foundValues, listOfPhones, pageOfPhones, valuesWith } from './device-page.ts';
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
    const sql = `SELECT ${column} AS value, count(*) AS phones FROM registrations WHERE account_id = ?
                 GROUP BY ${column} ORDER BY count(*) DESC, ${column} LIMIT ?`;
    return search(accountId, { sql, parameters: [accountId, limit] }, valueCountOf);
  };

  const findValues = async (accountId: number, text: string | undefined): Promise<FoundValues | undefined> => {
    const query = text === undefined || text === '' ? undefined : valuesWith(accountId, text);
    return query && foundValues(await search(accountId, query, (row) => row));
  };

  // Each step finds the next value in an index, which takes no longer for a million phones that share a few values.
  const selectValues = (column: 'url' | 'provider_name', accountId: number, limit: number) => {
    const sql = `
      WITH RECURSIVE used (value) AS (
        SELECT min(${column}) FROM registrations WHERE account_id = ?1
        UNION ALL
        SELECT (SELECT min(${column}) FROM registrations WHERE account_id = ?1 AND ${column} > value)
        FROM used WHERE value IS NOT NULL)
      SELECT value FROM used WHERE value IS NOT NULL LIMIT ?2`;
    return search(accountId, { sql, parameters: [accountId, limit] }, (row) => textColumn(row, 'value'));
  };

  /**
   * Reads the phones and decides about each, in pages, so that phones that boot meanwhile are answered in between.
   *
   * @param outcomeOf the outcome for a phone of the account with the right ID
   * @param repeated the outcome for the second mention of a phone, which comes after its change
   */
  const decide = async <Outcome>(
    accountId: number,
    phones: readonly PhoneToChange[],
    { outcomeOf, repeated }: { readonly outcomeOf: (row: RegistrationWithId) => Outcome; readonly repeated: Outcome },
  ): Promise<readonly Decision<Outcome>[]> => {
    const macs = new Set<string>();
    const decideOne = (phone: PhoneToChange): Decision<Outcome> => {
      const { mac } = phone;
      const columns = selectRow(mac);
      if (columns?.[0] !== accountId) return { mac, encryptedId: '', outcome: 'not_found' };
      const row = registrationWithIdOfColumns(columns);
      const encryptedId = Buffer.from(row.encryptedId).toString('hex');
      if (macs.has(mac)) return { mac, encryptedId, outcome: repeated };
      if (!phone.idMatches(row.encryptedId)) return { mac, encryptedId, outcome: 'wrong_id' };
      macs.add(mac);
      return { mac, encryptedId, outcome: outcomeOf(row) };
    };
    const decisions: Decision<Outcome>[] = [];
    for (let start = 0; start < phones.length; start += PAGE_SIZE) {
      decisions.push(...(await rows.read(() => phones.slice(start, start + PAGE_SIZE).map(decideOne))));
    }
    return decisions;
  };

  /**
   * Decides about phones and makes the change. IDs are compared here, since the writer thread has no key. The writer refuses
   * when a phone has changed since it was read; then everything is decided anew. Each refusal means that another change has
   * succeeded, so the loop ends.
   *
   * @param changed the outcome of the phones whose `macs` are passed to `request`
   */
  const changeAsDecided = async <Outcome>(
    actor: Actor,
    changed: Outcome,
    decideAll: () => Promise<readonly Decision<Outcome>[]>,
    request: (
      phones: { readonly seen: readonly SeenPhone[]; readonly macs: readonly string[] },
      decisions: readonly Decision<Outcome>[],
    ) => ChangeRequest,
  ): Promise<readonly Decision<Outcome>['outcome'][]> => {
    for (;;) {
      const decisions = await decideAll();
      const macs = decisions.filter(({ outcome }) => outcome === changed).map(({ mac }) => mac);
      const outcomes = decisions.map(({ outcome }) => outcome);
      if (macs.length === 0) return outcomes;
      const seen = decisions.map(({ mac, encryptedId }) => ({ mac, encryptedId }));
      const row = await change(actor, macs.length, request({ seen, macs }, decisions));
      if (booleanColumn(row, 'done')) return outcomes;
    }
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

    deregister: (actor, { at, phones }) =>
      changeAsDecided<'deregistered' | 'not_found'>(
        actor,
        'deregistered',
        () => decide(actor.accountId, phones, { outcomeOf: () => 'deregistered', repeated: 'not_found' }),
        (decided) => ({ name: 'deregister', input: { actor, at: secondsOf(at), ...decided } }),
      ),

    repoint: (actor, { url, encryptedUrl = null, providerName, at, phones }) => {
      const target = { url, encryptedUrl, providerName };
      const outcomeOf = (row: StoredRegistration): 'unchanged' | 'repointed' =>
        hasStoredTarget(row, target) ? 'unchanged' : 'repointed';
      return changeAsDecided<'repointed' | 'unchanged'>(
        actor,
        'repointed',
        () => decide(actor.accountId, phones, { outcomeOf, repeated: 'unchanged' }),
        (decided, decisions) => {
          // Not the second mentions of phones that are re-pointed, whose outcome is the same.
          const changed = new Set(decided.macs);
          const unchanged = decisions
            .filter(({ outcome, mac }) => outcome === 'unchanged' && !changed.has(mac))
            .map(({ mac }) => mac);
          return { name: 'repoint', input: { actor, at: secondsOf(at), ...target, ...decided, unchanged } };
        },
      );
    },

    find: (accountId, mac) =>
      rows.read(() => {
        const row = selectRow(mac);
        return row?.[0] === accountId ? registrationWithIdOfColumns(row) : undefined;
      }),
    findMany: async (accountId, macs) => {
      const found = new Map<string, StoredRegistration>();
      for (let start = 0; start < macs.length; start += PAGE_SIZE) {
        await rows.read(() => {
          for (const mac of macs.slice(start, start + PAGE_SIZE)) {
            const row = selectRow(mac);
            if (row?.[0] === accountId) found.set(mac, registrationWithIdOfColumns(row));
          }
        });
      }
      return found;
    },
    findForPhone: (mac) =>
      rows.read(() => {
        const row = selectForPhone(mac);
        return row && phoneRegistrationOfColumns(row);
      }),

    list: (accountId, providerNames) =>
      pagesInTurn(limits, accountId, () =>
        readers.pages(listQuery(accountId, providerNames), registrationOfColumns, PAGE_SIZE),
      ),

    listMatching: (accountId, filter) =>
      pagesInTurn(limits, accountId, () =>
        readers.pages(listOfPhones(accountId, filter), registrationOfColumns, PAGE_SIZE),
      ),

    page: async (accountId, query: DeviceQuery) => {
      const found = await findValues(accountId, query.search);
      const totals = await search(accountId, countPhones(accountId, query, found), (row) =>
        integerColumn(row, 'total'),
      );
      const total = totals[0] ?? 0;
      // An account's searches take turns, so asking for both at once would save nothing, and a search may read every phone.
      if (total <= query.offset) return { rows: [], total };
      return { rows: await search(accountId, pageOfPhones(accountId, query, found), observedRegistrationOf), total };
    },

    targets: async (accountId, limit) => ({
      urls: await selectValues('url', accountId, limit),
      providerNames: await selectValues('provider_name', accountId, limit),
    }),

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
interface Decision<Outcome> extends SeenPhone {
  readonly outcome: Outcome | 'not_found' | 'wrong_id';
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
  const [redirected_at, redirected_from, redirect_outcome, redirected_to, refused_at, refused_from, refusal_outcome] =
    asked;
  const redirected = { redirected_at, redirected_from, redirect_outcome, redirected_to };
  const lastAsked = { ...redirected, refused_at, refused_from, refusal_outcome };
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
