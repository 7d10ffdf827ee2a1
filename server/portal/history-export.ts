import type { AuditEntry, AuditLog, AuditQuery } from '../storage/index.ts';
import { guardedField } from '#autoprov';

/** Entries that are read at a time. */
const PAGE_SIZE = 200;
/** Phones of an entry that are written at a time. */
const PHONES_PER_PIECE = 1000;

const columns = 'time,login,channel,address,program,action,mac,url,provider_name,changed_login,role';

/** The history as CSV, newest first: one line for each changed phone, and one for each other change. */
export async function* historyCsv(
  auditLog: Pick<AuditLog, 'list' | 'macsOf'>,
  accountId: number,
  query: Omit<AuditQuery, 'limit'>,
): AsyncGenerator<string> {
  yield `${columns}\r\n`;
  for (let before = query.before; ;) {
    const entries = await auditLog.list(accountId, { ...query, before, limit: PAGE_SIZE });
    for (const entry of entries) {
      const listed = entry.macCount > entry.macs.length ? await auditLog.macsOf(accountId, entry.id) : entry.macs;
      const macs = listed === undefined || listed.length === 0 ? [''] : matching(listed, query.mac);
      for (let start = 0; start < macs.length; start += PHONES_PER_PIECE) {
        yield macs
          .slice(start, start + PHONES_PER_PIECE)
          .map((mac) => line(entry, mac))
          .join('');
      }
    }
    if (entries.length < PAGE_SIZE) return;
    before = entries.at(-1)?.id;
  }
}

const matching = (macs: readonly string[], wanted: string | undefined): readonly string[] =>
  wanted === undefined ? macs : macs.filter((mac) => mac === wanted);

function line(entry: AuditEntry, mac: string): string {
  const { at, login, channel, address, program, action, url, providerName, subject, role } = entry;
  const who = [at.toISOString(), login, channel, address, program, action];
  return `${[...who, mac, url, providerName, subject, role].map((text) => guardedField(text ?? '')).join(',')}\r\n`;
}
