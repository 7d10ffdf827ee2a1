import { type AccountLimits, inTurn } from '../model/account-limits.ts';
import type { AuditLog } from '../model/audit-log.ts';
import { auditEntryOf, integerColumn, secondsOf } from '../model/rows.ts';
import type { Readers } from './reader/readers.ts';
import type { Writer } from './writer/writer.ts';

const list = `
  SELECT id, at, channel, action, macs, url, provider_name FROM audit_log
  WHERE account_id = ? AND id < ? AND (? = '' OR instr(macs, ?) > 0)
  ORDER BY id DESC LIMIT ?`;

export function createAuditLog(readers: Readers, writer: Writer, limits: AccountLimits): AuditLog {
  return {
    list: (accountId, { mac = '', before = Number.MAX_SAFE_INTEGER, limit }) =>
      inTurn(limits.searches, accountId, () =>
        readers.all({ sql: list, parameters: [accountId, before, mac, mac, limit] }, auditEntryOf),
      ),
    add: async (actor, { at, action, macs }) => {
      await writer.change({ name: 'addAuditEntry', input: { actor, at: secondsOf(at), action, macs: macs.join(' ') } });
    },
    removeBefore: async (time, limit) => {
      const input = { before: secondsOf(time), limit };
      return integerColumn(await writer.change({ name: 'removeOldAuditEntries', input }), 'removed');
    },
  };
}
