import { type AccountLimits, inTurn } from '../model/account-limits.ts';
import { type PhoneRequestStore, RANGE_PREFIX_LENGTH } from '../model/phone-requests.ts';
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
  SELECT asked_at / 3600 * 3600 AS hour, count(*) AS phones FROM registrations
  WHERE account_id = ? AND asked_at >= ? GROUP BY hour ORDER BY hour`;

export function createPhoneRequestStore(readers: Readers, writer: Writer, limits: AccountLimits): PhoneRequestStore {
  return {
    record: async (requests, unregistered) => {
      const input = {
        requests: JSON.stringify(
          requests.map(({ mac, accountId, at, from, outcome, url }) => [
            mac,
            accountId,
            secondsOf(at),
            from,
            outcome,
            url ?? null,
          ]),
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
