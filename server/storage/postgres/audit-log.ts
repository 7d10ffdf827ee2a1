import { type AccountLimits, inTurn } from '../model/account-limits.ts';
import { type Actor, type AuditAction, type AuditLog, MAX_LISTED_MACS } from '../model/audit-log.ts';
import type { Role } from '../model/roles.ts';
import { auditEntryOf, timeColumn, integerColumn, secondsOf, wordsColumn } from '../model/rows.ts';
import { type Database, isStorable, type Statement } from './database.ts';

/** Adds an entry about a login, or about something that changed nothing. */
export function auditInsert(
  { accountId, login, channel, address, program }: Actor,
  entry: {
    readonly at: Date;
    readonly action: AuditAction;
    readonly macs: readonly string[];
    readonly subject?: string;
    readonly role?: Role | undefined;
  },
): Statement {
  const { at, action, macs, subject, role } = entry;
  return {
    name: 'add to the audit log',
    text: `INSERT INTO audit_log (account_id, login, channel, address, program, at, action, macs, subject, role)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    values: [accountId, login, channel, address, program, secondsOf(at), action, macs, subject, role],
  };
}

export function createAuditLog(database: Database, limits: AccountLimits): AuditLog {
  const select = {
    name: 'audit log of an account',
    text: `SELECT id, at, login, channel, address, program, action, macs[1:${MAX_LISTED_MACS}] AS macs,
                  cardinality(macs) AS mac_count, url, provider_name, subject, role
           FROM audit_log
           WHERE account_id = $1 AND id < $2 AND ($3::text IS NULL OR macs @> ARRAY[$3::text])
             AND ($4::text IS NULL OR login = $4) AND ($5::text IS NULL OR channel = $5)
             AND ($6::text IS NULL OR action = $6) AND ($7::bigint IS NULL OR at >= $7) AND ($8::bigint IS NULL OR at < $8)
           ORDER BY id DESC LIMIT $9`,
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
    list: async (accountId, query) => {
      const { mac, login, channel, action, from, until, before = Number.MAX_SAFE_INTEGER, limit } = query;
      if (!isStorable(login)) return [];
      const times = [from && secondsOf(from), until && secondsOf(until)];
      const statement = { ...select, values: [accountId, before, mac, login, channel, action, ...times, limit] };
      const rows = await inTurn(limits.searches, accountId, () => database.read(statement));
      return rows.map(auditEntryOf);
    },
    macsOf: async (accountId, id) => {
      const text = 'SELECT macs FROM audit_log WHERE account_id = $1 AND id = $2';
      const [row] = await inTurn(limits.searches, accountId, () => database.read({ text, values: [accountId, id] }));
      return row && wordsColumn(row, 'macs');
    },
    add: async (actor, entry) => {
      await database.write(auditInsert(actor, entry));
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
