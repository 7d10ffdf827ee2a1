import type { AuditLog } from '../audit-log.ts';
import { integerColumn, secondsOf } from '../columns.ts';
import { auditEntryOf } from '../rows.ts';
import type { Readers } from './reading/readers.ts';
import type { Writer } from './writing/writer.ts';

const list = `
  SELECT id, at, channel, action, macs, url, provider_name FROM audit_log
  WHERE account_id = ? AND id < ? AND (? = '' OR instr(macs, ?) > 0)
  ORDER BY id DESC LIMIT ?`;

export function createAuditLog(readers: Readers, writer: Writer): AuditLog {
  return {
    list: (accountId, { mac = '', before = Number.MAX_SAFE_INTEGER, limit }) =>
      readers.all(list, [accountId, before, mac, mac, limit], auditEntryOf),
    removeBefore: async (time, atMost) => {
      const input = { before: secondsOf(time), atMost };
      return integerColumn(await writer.change({ name: 'removeOldAuditEntries', input }), 'removed');
    },
  };
}
