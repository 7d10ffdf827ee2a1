import type { DatabaseSync } from 'node:sqlite';
import { MAX_UNREGISTERED, MAX_UNREGISTERED_PER_NETWORK, UNREGISTERED_KEPT_MS } from '../../model/phone-requests.ts';
import type { Changes } from './writer.ts';

export function phoneRequestChanges(database: DatabaseSync): Pick<Changes, 'recordPhoneRequests'> {
  const updateRedirected = database.prepare(`
    UPDATE registrations
    SET redirected_at = value ->> 2, redirected_from = value ->> 3, redirect_outcome = value ->> 4,
        redirected_to = value ->> 5
    FROM json_each(?)
    WHERE mac = value ->> 0 AND account_id = value ->> 1 AND coalesce(redirected_at, 0) <= value ->> 2`);
  const updateRefused = database.prepare(`
    UPDATE registrations
    SET refused_at = value ->> 2, refused_from = value ->> 3, refusal_outcome = value ->> 4
    FROM json_each(?)
    WHERE mac = value ->> 0 AND account_id = value ->> 1 AND coalesce(refused_at, 0) <= value ->> 2`);
  const insert = database.prepare(`
    INSERT INTO unregistered_phones (mac, asked_at, asked_from, network)
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?) WHERE true
    ON CONFLICT (mac) DO UPDATE SET asked_at = excluded.asked_at, asked_from = excluded.asked_from, network = excluded.network
    WHERE excluded.asked_at >= asked_at`);
  const removeOld = database.prepare(
    `DELETE FROM unregistered_phones WHERE asked_at < (SELECT max(asked_at) FROM unregistered_phones) - ${UNREGISTERED_KEPT_MS / 1000}`,
  );
  const removeExcess = database.prepare(`
    DELETE FROM unregistered_phones WHERE mac IN (
      SELECT mac FROM (
        SELECT mac, row_number() OVER (PARTITION BY network ORDER BY asked_at DESC, mac) AS place_in_network,
               row_number() OVER (ORDER BY asked_at DESC, mac) AS place
        FROM unregistered_phones)
      WHERE place_in_network > ${MAX_UNREGISTERED_PER_NETWORK} OR place > ${MAX_UNREGISTERED})`);
  return {
    recordPhoneRequests: ({ redirected, refused, unregistered }) => {
      updateRedirected.run(redirected);
      updateRefused.run(refused);
      if (unregistered !== '[]') {
        insert.run(unregistered);
        removeOld.run();
        removeExcess.run();
      }
      return {};
    },
  };
}
