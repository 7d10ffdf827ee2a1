import { type AccountLimits, inTurn } from '../model/account-limits.ts';
import {
  MAX_UNREGISTERED,
  MAX_UNREGISTERED_PER_NETWORK,
  type PhoneRequestStore,
  RANGE_PREFIX_LENGTH,
  UNREGISTERED_KEPT_MS,
} from '../model/phone-requests.ts';
import { phonesOfHourOf, secondsOf, unregisteredPhoneOf } from '../model/rows.ts';
import type { Database } from './database.ts';

// Rows are locked in the order of their MACs, as registrations and deregistrations do, so that they cannot deadlock.
const update = {
  name: 'record phone requests',
  text: `
    WITH given AS (
      SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[])
        AS request (mac, account_id, asked_at, asked_from, asked_outcome, asked_url)
    ), locked AS (
      SELECT mac FROM registrations WHERE mac = ANY ($1::text[]) ORDER BY mac FOR NO KEY UPDATE
    )
    UPDATE registrations AS known
    SET asked_at = given.asked_at, asked_from = given.asked_from, asked_outcome = given.asked_outcome,
        asked_url = given.asked_url
    FROM given JOIN locked USING (mac)
    WHERE known.mac = given.mac AND known.account_id = given.account_id
      AND coalesce(known.asked_at, 0) <= given.asked_at`,
};

const insertUnregistered = {
  name: 'record unregistered phones',
  text: `
    INSERT INTO unregistered_phones AS known (mac, asked_at, asked_from, network)
    SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[]) AS phone (mac, asked_at, asked_from, network)
    ORDER BY mac COLLATE "C"
    ON CONFLICT (mac) DO UPDATE
    SET asked_at = excluded.asked_at, asked_from = excluded.asked_from, network = excluded.network
    WHERE excluded.asked_at >= known.asked_at`,
};

// Rows that another instance is changing are skipped.
const removeUnregistered = {
  name: 'remove unregistered phones',
  text: `
    DELETE FROM unregistered_phones WHERE mac IN (
      SELECT mac FROM unregistered_phones WHERE mac IN (
        SELECT mac FROM (
          SELECT mac, asked_at, max(asked_at) OVER () AS newest,
                 row_number() OVER (PARTITION BY network ORDER BY asked_at DESC, mac) AS place_in_network,
                 row_number() OVER (ORDER BY asked_at DESC, mac) AS place
          FROM unregistered_phones) AS ranked
        WHERE asked_at < newest - ${UNREGISTERED_KEPT_MS / 1000}
          OR place_in_network > ${MAX_UNREGISTERED_PER_NETWORK} OR place > ${MAX_UNREGISTERED})
      FOR UPDATE SKIP LOCKED)`,
};

const selectUnregistered = `
  SELECT mac, asked_at, asked_from FROM unregistered_phones AS phone
  WHERE asked_at >= $2 AND NOT EXISTS (SELECT FROM registrations WHERE registrations.mac = phone.mac)
    AND ((SELECT count(*) FROM accounts) = 1 OR EXISTS (
      SELECT FROM registrations
      WHERE account_id = $1 AND registrations.mac >= left(phone.mac, ${RANGE_PREFIX_LENGTH})
        AND registrations.mac <= left(phone.mac, ${RANGE_PREFIX_LENGTH}) || 'FFF'))
  ORDER BY asked_at DESC, mac`;

const selectHours = `
  SELECT asked_at / 3600 * 3600 AS hour, count(*) AS phones FROM registrations
  WHERE account_id = $1 AND asked_at >= $2 GROUP BY hour ORDER BY hour`;

export function createPhoneRequestStore(database: Database, limits: AccountLimits): PhoneRequestStore {
  return {
    record: async (requests, unregistered) => {
      if (requests.length > 0) {
        const values = [
          requests.map(({ mac }) => mac),
          requests.map(({ accountId }) => accountId),
          requests.map(({ at }) => secondsOf(at)),
          requests.map(({ from }) => from),
          requests.map(({ outcome }) => outcome),
          requests.map(({ url }) => url ?? null),
        ];
        await database.write({ ...update, values });
      }
      if (unregistered.length > 0) {
        const values = [
          unregistered.map(({ mac }) => mac),
          unregistered.map(({ at }) => secondsOf(at)),
          unregistered.map(({ from }) => from),
          unregistered.map(({ network }) => network),
        ];
        await database.write({ ...insertUnregistered, values });
        await database.write(removeUnregistered);
      }
    },
    unregistered: async (accountId, since) => {
      const statement = { text: selectUnregistered, values: [accountId, secondsOf(since)] };
      return (await inTurn(limits.searches, accountId, () => database.read(statement))).map(unregisteredPhoneOf);
    },
    countByHour: async (accountId, since) => {
      const statement = { text: selectHours, values: [accountId, secondsOf(since)] };
      return (await inTurn(limits.searches, accountId, () => database.read(statement))).map(phonesOfHourOf);
    },
  };
}
