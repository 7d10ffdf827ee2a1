import { inSlices } from '../../slices.ts';
import { bytesColumn, integerColumn, secondsOf, textColumn } from '../columns.ts';
import type { Deregistration, RegistrationStore } from '../registration-store.ts';
import { phoneRegistrationOf, registrationOf, registrationWithIdOf } from '../rows.ts';
import type { Database } from './database.ts';
import { countPhones, pageOfPhones } from './device-page.ts';
import { canBeThere } from './text.ts';

/** Rows a page of a listing: enough to keep the way to the server short, few enough to let others in between. */
const pageSize = 1000;

// Rows come by MAC: of two calls for the same phones, the second waits at the first of them and holds nothing meanwhile. A
// phone that another transaction is about to register or deregister is waited for, then decided as that left it.
const register = {
  name: 'register',
  text: `
    WITH given AS (
      SELECT * FROM unnest($6::text[], $7::bytea[]) WITH ORDINALITY AS phone (mac, encrypted_id, place)
    ), added AS (
      INSERT INTO registrations (mac, account_id, provider_name, url, registered_at, encrypted_id)
      SELECT mac, $1, $2, $3, $4, encrypted_id FROM given ORDER BY mac COLLATE "C"
      ON CONFLICT (mac) DO NOTHING RETURNING mac
    ), told AS (
      INSERT INTO audit_log (account_id, at, channel, action, macs, url, provider_name)
      SELECT $1, $4, $5, 'registered', array_agg(mac ORDER BY place), $3, $2 FROM given JOIN added USING (mac)
      HAVING count(*) > 0
    )
    SELECT mac FROM added`,
};

const hold = {
  name: 'hold for deregistration',
  text: `SELECT mac, encrypted_id FROM registrations WHERE mac = ANY ($1::text[]) AND account_id = $2
         ORDER BY mac FOR UPDATE`,
};

const remove = {
  name: 'deregister',
  text: `
    WITH removed AS (DELETE FROM registrations WHERE mac = ANY ($1::text[]))
    INSERT INTO audit_log (account_id, at, channel, action, macs) VALUES ($2, $3, $4, 'deregistered', $1)`,
};

const columns = 'mac, provider_name, url, registered_at';
const find = {
  name: 'registration of an account',
  text: `SELECT ${columns}, encrypted_id FROM registrations WHERE mac = $1 AND account_id = $2`,
};
const findForPhone = {
  name: 'registration',
  text: 'SELECT mac, url, encrypted_id FROM registrations WHERE mac = $1',
};

const mostUsed = (column: 'url' | 'provider_name'): string =>
  `SELECT ${column} AS value FROM registrations WHERE account_id = $1
   GROUP BY ${column} ORDER BY count(*) DESC, ${column} LIMIT $2`;

export function createRegistrationStore(database: Database): RegistrationStore {
  return {
    register: async ({ accountId, channel }, { url, providerName, registeredAt, phones }) => {
      if (phones.length === 0) return [];
      // Of a phone that is listed twice the first one counts.
      const places = new Map<string, number>();
      phones.forEach(({ mac }, place) => {
        if (!places.has(mac)) places.set(mac, place);
      });
      const macs = [...places.keys()];
      const encryptedIds = [...places.values()].map((place) => phones[place]?.encryptedId);
      const values = [accountId, providerName, url, secondsOf(registeredAt), channel, macs, encryptedIds];
      const rows = await database.write({ ...register, values });
      const added = new Set(rows.map((row) => textColumn(row, 'mac')));
      return phones.map(({ mac }, place) => (added.has(mac) && places.get(mac) === place ? 'registered' : 'in_use'));
    },

    deregister: async ({ accountId, channel }, { at, phones }) => {
      if (phones.length === 0) return [];
      return database.transaction(async (query) => {
        const rows = await query({ ...hold, values: [phones.map(({ mac }) => mac), accountId] });
        const held = new Map(rows.map((row) => [textColumn(row, 'mac'), bytesColumn(row, 'encrypted_id')]));
        const macs: string[] = [];
        const decide = (phone: Deregistration) => {
          const { mac } = phone;
          const encryptedId = held.get(mac);
          if (encryptedId === undefined) return 'not_found';
          if (!phone.mayBe(encryptedId)) return 'wrong_id';
          held.delete(mac);
          macs.push(mac);
          return 'deregistered';
        };
        const outcomes = await inSlices(phones, (slice) => slice.map(decide));
        if (macs.length > 0) await query({ ...remove, values: [macs, accountId, secondsOf(at), channel] });
        return outcomes;
      });
    },

    find: async (accountId, mac) => {
      const [row] = await database.read({ ...find, values: [mac, accountId] });
      return row && registrationWithIdOf(row);
    },
    findForPhone: async (mac) => {
      const [row] = await database.read({ ...findForPhone, values: [mac] });
      return row && phoneRegistrationOf(row);
    },

    list: async function* (accountId, providerNames) {
      const text = `SELECT ${columns} FROM registrations
                    WHERE account_id = $1 AND ($2::text[] IS NULL OR provider_name = ANY ($2)) ORDER BY mac`;
      const values = [accountId, providerNames?.filter(canBeThere)];
      for await (const { rows } of database.snapshot([{ text, values, pageSize }])) yield rows.map(registrationOf);
    },

    page: async (accountId, query) => {
      if (![query.search, query.providerName, query.url].every(canBeThere)) return { rows: [], total: 0 };
      const [counted, rows] = await Promise.all([
        database.read(countPhones(accountId, query)),
        database.read(pageOfPhones(accountId, query)),
      ]);
      const total = counted[0] === undefined ? 0 : integerColumn(counted[0], 'total');
      return { rows: rows.map(registrationOf), total };
    },

    known: async (accountId, limit) => {
      const [urls, names] = await Promise.all(
        [mostUsed('url'), mostUsed('provider_name')].map((text) => database.read({ text, values: [accountId, limit] })),
      );
      const values = (rows: typeof urls) => (rows ?? []).map((row) => textColumn(row, 'value'));
      return { urls: values(urls), providerNames: values(names) };
    },
  };
}
