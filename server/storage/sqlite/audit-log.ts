import { type AccountLimits, inTurn } from '../model/account-limits.ts';
import { type AuditLog, type AuditQuery, MAX_LISTED_MACS } from '../model/audit-log.ts';
import { auditEntryOf, timeColumn, integerColumn, secondsOf, wordsColumn } from '../model/rows.ts';
import type { Query, Readers } from './reader/readers.ts';
import type { Writer } from './writer/writer.ts';

/** MACs have 12 digits and are separated by spaces. */
const MAC_LENGTH = 13;

function list(accountId: number, query: AuditQuery): Query {
  const { mac, login, channel, action, from, until, before, limit } = query;
  const conditions: readonly (readonly [string, string | number | undefined])[] = [
    ['account_id = ?', accountId],
    ['id < ?', before],
    ['instr(macs, ?) > 0', mac],
    ['login = ?', login],
    ['channel = ?', channel],
    ['action = ?', action],
    ['at >= ?', from && secondsOf(from)],
    ['at < ?', until && secondsOf(until)],
  ];
  const given = conditions.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]));
  return {
    sql: `
      SELECT id, at, login, channel, address, program, action,
             substr(macs, 1, ${MAX_LISTED_MACS * MAC_LENGTH - 1}) AS macs, (length(macs) + 1) / ${MAC_LENGTH} AS mac_count,
             url, provider_name, subject, role
      FROM audit_log WHERE ${given.map(({ sql }) => sql).join(' AND ')} ORDER BY id DESC LIMIT ?`,
    parameters: [...given.map(({ value }) => value), limit],
  };
}

export function createAuditLog(readers: Readers, writer: Writer, limits: AccountLimits): AuditLog {
  return {
    list: (accountId, query) =>
      inTurn(limits.searches, accountId, () => readers.all(list(accountId, query), auditEntryOf)),
    macsOf: async (accountId, id) => {
      const query = { sql: 'SELECT macs FROM audit_log WHERE account_id = ? AND id = ?', parameters: [accountId, id] };
      const [macs] = await inTurn(limits.searches, accountId, () =>
        readers.all(query, (row) => wordsColumn(row, 'macs')),
      );
      return macs;
    },
    add: async (actor, { at, action, macs }) => {
      await writer.change({ name: 'addAuditEntry', input: { actor, at: secondsOf(at), action, macs: macs.join(' ') } });
    },
    latestTime: async () => {
      const query = { sql: 'SELECT max(at) AS at FROM audit_log HAVING count(*) > 0', parameters: [] };
      const [at] = await readers.all(query, (row) => timeColumn(row, 'at'));
      return at;
    },
    removeBefore: async (time, limit) => {
      const input = { before: secondsOf(time), limit };
      return integerColumn(await writer.change({ name: 'removeOldAuditEntries', input }), 'removed');
    },
  };
}
