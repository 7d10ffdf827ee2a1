import { type AccountLimits, inTurn } from '../model/account-limits.ts';
import {
  MAX_UNREGISTERED,
  MAX_UNREGISTERED_PER_NETWORK,
  type PhoneRequestStore,
  RANGE_PREFIX_LENGTH,
  type PhoneRequest,
  separateByOutcome,
  UNREGISTERED_KEPT_MS,
} from '../model/phone-requests.ts';
import { phonesOfHourOf, secondsOf, unregisteredPhoneOf } from '../model/rows.ts';
import type { Database } from './database.ts';

// Rows are locked in the order of their MACs, as registrations and deregistrations do, so that they cannot deadlock.
const updateRedirected = {
  name: 'record redirected phones',
  text: `
    WITH given AS (
      SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[])
        AS request (mac, account_id, at, origin, outcome, url)
    ), locked AS (
      SELECT mac FROM registrations WHERE mac = ANY ($1::text[]) ORDER BY mac FOR NO KEY UPDATE
    )
    UPDATE registrations AS known
    SET redirected_at = at, redirected_from = origin, redirect_outcome = outcome, redirected_to = given.url
    FROM given JOIN locked USING (mac)
    WHERE known.mac = given.mac AND known.account_id = given.account_id AND coalesce(known.redirected_at, 0) <= at`,
};

const updateRefused = {
  name: 'record refused phones',
  text: `
    WITH given AS (
      SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[])
        AS request (mac, account_id, at, origin, outcome)
    ), locked AS (
      SELECT mac FROM registrations WHERE mac = ANY ($1::text[]) ORDER BY mac FOR NO KEY UPDATE
    )
    UPDATE registrations AS known
    SET refused_at = at, refused_from = origin, refusal_outcome = outcome
    FROM given JOIN locked USING (mac)
    WHERE known.mac = given.mac AND known.account_id = given.account_id AND coalesce(known.refused_at, 0) <= at`,
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
  SELECT hour, sum(redirected) AS redirected, sum(refused) AS refused FROM (
    SELECT redirected_at / 3600 * 3600 AS hour, 1 AS redirected, 0 AS refused FROM registrations
    WHERE account_id = $1 AND redirected_at >= $2::bigint
    UNION ALL
    SELECT refused_at / 3600 * 3600, 0, 1 FROM registrations
    WHERE account_id = $1 AND refused_at >= $2::bigint AND coalesce(redirected_at, 0) < $2::bigint) AS asked
  GROUP BY hour ORDER BY hour`;

/** What redirected and refused requests have in common, as arrays of the columns. */
const columnsOf = (requests: readonly PhoneRequest[]) => [
  requests.map(({ mac }) => mac),
  requests.map(({ accountId }) => accountId),
  requests.map(({ at }) => secondsOf(at)),
  requests.map(({ from }) => from),
  requests.map(({ outcome }) => outcome),
];

export function createPhoneRequestStore(database: Database, limits: AccountLimits): PhoneRequestStore {
  return {
    record: async (requests, unregistered) => {
      const { redirected, refused } = separateByOutcome(requests);
      if (redirected.length > 0) {
        const values = [...columnsOf(redirected), redirected.map(({ url }) => url)];
        await database.write({ ...updateRedirected, values });
      }
      if (refused.length > 0) await database.write({ ...updateRefused, values: columnsOf(refused) });
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
