import { mapInSlices } from '../../event-loop/index.ts';
import { type AccountLimits, inTurn, pagesInTurn } from '../model/account-limits.ts';
import type { Actor } from '../model/audit-log.ts';
import {
  hasStoredTarget,
  type PhoneToChange,
  type RegistrationStore,
  type StoredRegistration,
} from '../model/registrations.ts';
import {
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
  valueCountOf,
} from '../model/rows.ts';
import { type Database, isStorable, type Statement } from './database.ts';
import { countPhones, listOfPhones, pageOfPhones } from './device-page.ts';

/** Rows per page of a listing: few round trips, and little work at a time for the event loop. */
const PAGE_SIZE = 1000;

// Rows are locked in the order of their MACs, so that two requests for the same phones cannot deadlock. A phone that another
// transaction is changing is decided after that transaction has ended.
const register = {
  name: 'register',
  text: `
    WITH given AS (
      SELECT * FROM unnest($7::text[], $8::bytea[]) WITH ORDINALITY AS phone (mac, encrypted_id, place)
    ), added AS (
      INSERT INTO registrations (mac, account_id, provider_name, url, encrypted_url, registered_at, encrypted_id)
      SELECT mac, $1, $2, $3, $4, $5, encrypted_id FROM given ORDER BY mac COLLATE "C"
      ON CONFLICT (mac) DO NOTHING RETURNING mac
    ), audited AS (
      INSERT INTO audit_log (account_id, at, channel, login, address, program, action, macs, url, provider_name)
      SELECT $1, $5, $6, $9, $10, $11, 'registered', array_agg(mac ORDER BY place), $3, $2
      FROM given JOIN added USING (mac)
      HAVING count(*) > 0
    )
    SELECT mac FROM added`,
};

const lock = {
  name: 'lock for a change',
  text: `SELECT mac, encrypted_id, provider_name, url, encrypted_url, registered_at FROM registrations
         WHERE mac = ANY ($1::text[]) AND account_id = $2 ORDER BY mac FOR UPDATE`,
};

const remove = {
  name: 'deregister',
  text: `
    WITH removed AS (DELETE FROM registrations WHERE mac = ANY ($1::text[]))
    INSERT INTO audit_log (account_id, at, channel, login, address, program, action, macs)
    VALUES ($2, $3, $4, $5, $6, $7, 'deregistered', $1)`,
};

const update = {
  name: 're-point',
  text: `
    WITH changed AS (
      UPDATE registrations SET provider_name = $8, url = $9, encrypted_url = $10, registered_at = $3
      WHERE mac = ANY ($1::text[]))
    INSERT INTO audit_log (account_id, at, channel, login, address, program, action, macs, provider_name, url)
    VALUES ($2, $3, $4, $5, $6, $7, 'repointed', $1, $8, $9)`,
};

const columns = 'mac, provider_name, url, encrypted_url, registered_at';
const find = {
  name: 'registration of an account',
  text: `SELECT ${columns}, encrypted_id, ${askedColumns} FROM registrations WHERE mac = $1 AND account_id = $2`,
};
const findMany = {
  name: 'registrations of an account',
  text: `SELECT ${columns} FROM registrations WHERE mac = ANY ($1::text[]) AND account_id = $2`,
};
const findForPhone = {
  name: 'registration',
  text: 'SELECT mac, account_id, url, encrypted_url, encrypted_id FROM registrations WHERE mac = $1',
};

const selectMostUsed = (column: 'url' | 'provider_name'): string =>
  `SELECT ${column} AS value, count(*) AS phones FROM registrations WHERE account_id = $1
   GROUP BY ${column} ORDER BY count(*) DESC, ${column} LIMIT $2`;

/** Each step finds the next value in an index, which takes no longer for a million phones that share a few values. */
const selectValues = (column: 'url' | 'provider_name'): string => `
  WITH RECURSIVE used (value) AS (
    SELECT min(${column}) FROM registrations WHERE account_id = $1
    UNION ALL
    SELECT (SELECT min(${column}) FROM registrations WHERE account_id = $1 AND ${column} > value)
    FROM used WHERE value IS NOT NULL)
  SELECT value FROM used WHERE value IS NOT NULL LIMIT $2`;

/** A change of registered phones. */
interface LockedChange<Outcome> {
  /** The outcome for a phone of the account with the right ID. */
  readonly outcomeOf: (row: StoredRegistration) => Outcome;
  /** The outcome of the phones that are passed to `statement`. */
  readonly changed: Outcome;
  /** The outcome for the second mention of a phone, which comes after its change. */
  readonly repeated: Outcome;
  /** Changes phones and writes the audit entry. */
  readonly statement: (macs: readonly string[]) => Statement;
}

const auditValues = ({ accountId, channel, login, address, program }: Actor, at: Date) =>
  [accountId, secondsOf(at), channel, login, address, program] as const;

export function createRegistrationStore(database: Database, limits: AccountLimits): RegistrationStore {
  const search = (accountId: number, statement: Statement): Promise<readonly Row[]> =>
    inTurn(limits.searches, accountId, () => database.read(statement));

  /** Locks phones, decides about each, and changes some, in one transaction. */
  const changeLocked = async <Outcome>(
    { accountId }: Actor,
    phones: readonly PhoneToChange[],
    { outcomeOf, changed, repeated, statement }: LockedChange<Outcome>,
  ): Promise<readonly (Outcome | 'not_found' | 'wrong_id')[]> => {
    if (phones.length === 0) return [];
    return inTurn(limits.changes, accountId, () =>
      database.transaction(async (query) => {
        const rows = await query({ ...lock, values: [phones.map(({ mac }) => mac), accountId] });
        const locked = new Map(rows.map((row) => [textColumn(row, 'mac'), row]));
        const decided = new Set<string>();
        const macs: string[] = [];
        const outcomes = await mapInSlices(phones, (phone) => {
          const { mac } = phone;
          const row = locked.get(mac);
          if (row === undefined) return 'not_found';
          if (decided.has(mac)) return repeated;
          if (!phone.idMatches(bytesColumn(row, 'encrypted_id'))) return 'wrong_id';
          decided.add(mac);
          const outcome = outcomeOf(registrationOf(row));
          if (outcome === changed) macs.push(mac);
          return outcome;
        });
        if (macs.length > 0) await query(statement(macs));
        return outcomes;
      }),
    );
  };

  return {
    register: async (
      { accountId, channel, login, address, program },
      { url, encryptedUrl, providerName, registeredAt, phones },
    ) => {
      if (phones.length === 0) return [];
      // When a list names a phone twice, the first one counts.
      const places = new Map<string, number>();
      phones.forEach(({ mac }, place) => {
        if (!places.has(mac)) places.set(mac, place);
      });
      const macs = [...places.keys()];
      const encryptedIds = [...places.values()].map((place) => phones[place]?.encryptedId);
      const given = [providerName, url, encryptedUrl, secondsOf(registeredAt), channel, macs, encryptedIds];
      const values = [accountId, ...given, login, address, program];
      const rows = await inTurn(limits.changes, accountId, () => database.write({ ...register, values }));
      const added = new Set(rows.map((row) => textColumn(row, 'mac')));
      return phones.map(({ mac }, place) => (added.has(mac) && places.get(mac) === place ? 'registered' : 'in_use'));
    },

    deregister: (actor, { at, phones }) =>
      changeLocked<'deregistered' | 'not_found'>(actor, phones, {
        outcomeOf: () => 'deregistered',
        changed: 'deregistered',
        repeated: 'not_found',
        statement: (macs) => ({ ...remove, values: [macs, ...auditValues(actor, at)] }),
      }),

    repoint: (actor, { url, encryptedUrl = null, providerName, at, phones }) =>
      changeLocked<'repointed' | 'unchanged'>(actor, phones, {
        outcomeOf: (row) => (hasStoredTarget(row, { url, encryptedUrl, providerName }) ? 'unchanged' : 'repointed'),
        changed: 'repointed',
        repeated: 'unchanged',
        statement: (macs) => ({
          ...update,
          values: [macs, ...auditValues(actor, at), providerName, url, encryptedUrl],
        }),
      }),

    find: async (accountId, mac) => {
      const [row] = await database.read({ ...find, values: [mac, accountId] });
      return row && registrationWithIdOf(row);
    },
    findMany: async (accountId, macs) => {
      const rows = await database.read({ ...findMany, values: [macs, accountId] });
      const found = await mapInSlices(rows, registrationOf);
      return new Map(found.map((registration) => [registration.mac, registration]));
    },
    findForPhone: async (mac) => {
      const [row] = await database.read({ ...findForPhone, values: [mac] });
      return row && phoneRegistrationOf(row);
    },

    list: async function* (accountId, providerNames) {
      const text = `SELECT ${columns} FROM registrations
                    WHERE account_id = $1 AND ($2::text[] IS NULL OR provider_name = ANY ($2)) ORDER BY mac`;
      const values = [accountId, providerNames?.filter(isStorable)];
      const pages = () => database.snapshot([{ text, values, pageSize: PAGE_SIZE }]);
      for await (const { rows } of pagesInTurn(limits, accountId, pages)) yield rows.map(registrationOf);
    },

    listMatching: async function* (accountId, filter) {
      if (![filter.search, filter.providerName, filter.url].every(isStorable)) return;
      const pages = () => database.snapshot([{ ...listOfPhones(accountId, filter), pageSize: PAGE_SIZE }]);
      for await (const { rows } of pagesInTurn(limits, accountId, pages)) yield rows.map(registrationOf);
    },

    page: async (accountId, query) => {
      if (![query.search, query.providerName, query.url].every(isStorable)) return { rows: [], total: 0 };
      const [counted, rows] = await Promise.all([
        search(accountId, countPhones(accountId, query)),
        search(accountId, pageOfPhones(accountId, query)),
      ]);
      const total = counted[0] === undefined ? 0 : integerColumn(counted[0], 'total');
      return { rows: rows.map(observedRegistrationOf), total };
    },

    targets: async (accountId, limit) => {
      const [urls, names] = await Promise.all(
        [selectValues('url'), selectValues('provider_name')].map((text) =>
          search(accountId, { text, values: [accountId, limit] }),
        ),
      );
      const values = (rows: typeof urls) => (rows ?? []).map((row) => textColumn(row, 'value'));
      return { urls: values(urls), providerNames: values(names) };
    },

    mostUsed: async (accountId, limit) => {
      const [urls, names] = await Promise.all(
        [selectMostUsed('url'), selectMostUsed('provider_name')].map((text) =>
          search(accountId, { text, values: [accountId, limit] }),
        ),
      );
      const counts = (rows: typeof urls) => (rows ?? []).map(valueCountOf);
      return { urls: counts(urls), providerNames: counts(names) };
    },
  };
}
