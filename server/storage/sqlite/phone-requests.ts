import { type AccountLimits, inTurn } from '../model/account-limits.ts';
import { type PhoneRequestStore, RANGE_PREFIX_LENGTH, separateByOutcome } from '../model/phone-requests.ts';
import { phonesOfHourOf, secondsOf, unregisteredPhoneOf } from '../model/rows.ts';
import type { Readers } from './reader/readers.ts';
import type { Writer } from './writer/writer.ts';

const selectUnregistered = `
  SELECT mac, asked_at, asked_from FROM unregistered_phones
  WHERE asked_at >= ? AND NOT EXISTS (SELECT 1 FROM registrations WHERE registrations.mac = unregistered_phones.mac)
    AND ((SELECT count(*) FROM accounts) = 1 OR EXISTS (
      SELECT 1 FROM registrations
      WHERE account_id = ? AND registrations.mac >= substr(unregistered_phones.mac, 1, ${RANGE_PREFIX_LENGTH})
        AND registrations.mac <= substr(unregistered_phones.mac, 1, ${RANGE_PREFIX_LENGTH}) || 'FFF'))
  ORDER BY asked_at DESC, mac`;

const selectHours = `
  SELECT hour, sum(redirected) AS redirected, sum(refused) AS refused FROM (
    SELECT redirected_at / 3600 * 3600 AS hour, 1 AS redirected, 0 AS refused FROM registrations
    WHERE account_id = ?1 AND redirected_at >= ?2
    UNION ALL
    SELECT refused_at / 3600 * 3600, 0, 1 FROM registrations
    WHERE account_id = ?1 AND refused_at >= ?2 AND coalesce(redirected_at, 0) < ?2) AS asked
  GROUP BY hour ORDER BY hour`;

export function createPhoneRequestStore(readers: Readers, writer: Writer, limits: AccountLimits): PhoneRequestStore {
  return {
    record: async (requests, unregistered) => {
      const { redirected, refused } = separateByOutcome(requests);
      const input = {
        redirected: JSON.stringify(
          redirected.map(({ mac, accountId, at, from, outcome, url }) => [
            mac,
            accountId,
            secondsOf(at),
            from,
            outcome,
            url,
          ]),
        ),
        refused: JSON.stringify(
          refused.map(({ mac, accountId, at, from, outcome }) => [mac, accountId, secondsOf(at), from, outcome]),
        ),
        unregistered: JSON.stringify(
          unregistered.map(({ mac, at, from, network }) => [mac, secondsOf(at), from, network]),
        ),
      };
      await writer.change({ name: 'recordPhoneRequests', input });
    },
    unregistered: (accountId, since) =>
      inTurn(limits.searches, accountId, () =>
        readers.all({ sql: selectUnregistered, parameters: [secondsOf(since), accountId] }, unregisteredPhoneOf),
      ),
    countByHour: (accountId, since) =>
      inTurn(limits.searches, accountId, () =>
        readers.all({ sql: selectHours, parameters: [accountId, secondsOf(since)] }, phonesOfHourOf),
      ),
  };
}
