import { type AccountLimits, inTurn } from '../model/account-limits.ts';
import { type AuditLog, MAX_LISTED_MACS } from '../model/audit-log.ts';
import { auditEntryOf, timeColumn, integerColumn, secondsOf, wordsColumn } from '../model/rows.ts';
import type { Database } from './database.ts';

export function createAuditLog(database: Database, limits: AccountLimits): AuditLog {
  const select = {
    name: 'audit log of an account',
    text: `SELECT id, at, channel, action, macs[1:${MAX_LISTED_MACS}] AS macs, cardinality(macs) AS mac_count,
                  url, provider_name
           FROM audit_log
           WHERE account_id = $1 AND id < $2 AND ($3::text IS NULL OR macs @> ARRAY[$3::text])
           ORDER BY id DESC LIMIT $4`,
  };
  const insert = {
    name: 'add to the audit log',
    text: 'INSERT INTO audit_log (account_id, at, channel, action, macs) VALUES ($1, $2, $3, $4, $5)',
  };
  // Entries are stored in the order of time, so no index on `at` is needed. Rows that another instance is removing are skipped.
  const removeOldest = {
    name: 'remove from the audit log',
    text: `WITH removed AS (
             DELETE FROM audit_log
             WHERE id IN (SELECT id FROM audit_log ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED) AND at < $2 RETURNING 1)
           SELECT count(*) AS removed FROM removed`,
  };
  return {
    list: async (accountId, { mac, before = Number.MAX_SAFE_INTEGER, limit }) => {
      const statement = { ...select, values: [accountId, before, mac, limit] };
      const rows = await inTurn(limits.searches, accountId, () => database.read(statement));
      return rows.map(auditEntryOf);
    },
    macsOf: async (accountId, id) => {
      const text = 'SELECT macs FROM audit_log WHERE account_id = $1 AND id = $2';
      const [row] = await inTurn(limits.searches, accountId, () => database.read({ text, values: [accountId, id] }));
      return row && wordsColumn(row, 'macs');
    },
    add: async ({ accountId, channel }, { at, action, macs }) => {
      await database.write({ ...insert, values: [accountId, secondsOf(at), channel, action, macs] });
    },
    latestTime: async () => {
      const [row] = await database.read({ text: 'SELECT max(at) AS at FROM audit_log HAVING count(*) > 0' });
      return row && timeColumn(row, 'at');
    },
    removeBefore: async (time, limit) => {
      const [row] = await database.write({ ...removeOldest, values: [limit, secondsOf(time)] });
      return row === undefined ? 0 : integerColumn(row, 'removed');
    },
  };
}
