import { integerColumn, textColumn } from '../model/rows.ts';
import type { GuessStore } from '../model/storage.ts';
import type { Database } from './database.ts';

/** After adding this many entries, an instance removes the buckets that are full again. */
const SWEEP_INTERVAL = 10_000;
/** Bounds the effect of a change of the database server's clock: eight instances that use up a bucket at once owe no more. */
const MAX_DEBT_MS = 8 * 20 * 90_000;

/** The database server's clock, in ms since 1970. */
const NOW = '(extract(epoch FROM statement_timestamp()) * 1000)::bigint';

/** Wrong IDs that all instances have counted. */
export function createGuessStore(database: Database): GuessStore {
  let sinceSweep = 0;
  return {
    add: async (guesses) => {
      const totals = new Map<string, number>();
      for (const { key, ms } of guesses) totals.set(key, (totals.get(key) ?? 0) + ms);
      // Sorted, so that instances lock rows in one order.
      const keys = [...totals.keys()].sort();
      await database.write({
        text: `INSERT INTO guesses AS known (key, full_at)
               SELECT key, ${NOW} + ms FROM unnest($1::text[], $2::bigint[]) AS added (key, ms)
               ON CONFLICT (key) DO UPDATE SET full_at =
                 least(greatest(known.full_at, ${NOW}) + excluded.full_at - ${NOW}, ${NOW} + ${MAX_DEBT_MS})`,
        values: [keys, keys.map((key) => totals.get(key))],
      });
      sinceSweep += keys.length;
      if (sinceSweep < SWEEP_INTERVAL) return;
      sinceSweep = 0;
      // Rows that another instance is changing are skipped.
      await database.write({
        text: `DELETE FROM guesses WHERE key IN
               (SELECT key FROM guesses WHERE full_at <= ${NOW} FOR UPDATE SKIP LOCKED)`,
      });
    },
    read: async (keys) => {
      const rows = await database.read({
        text: `SELECT key, least(full_at - ${NOW}, ${MAX_DEBT_MS}) AS ms FROM guesses
               WHERE key = ANY ($1::text[]) AND full_at > ${NOW}`,
        values: [keys],
      });
      return new Map(rows.map((row) => [textColumn(row, 'key'), integerColumn(row, 'ms')]));
    },
  };
}
