import type { Actor, AuditEntry, BackupRecord, Deregistration, Storage } from '../../../server/storage/index.ts';

/** A time in whole seconds, as databases store it. */
export const noon = new Date('2026-11-24T12:00:00Z');
/** The redirect URL of all phones in these tests. */
export const url = 'http://provider.example/xml/%MACD.xml';

/** Bytes in place of an encrypted ID, which storage does not interpret. All are 16 bytes long. */
export const encryptedIdOf = (text = 'an ID'): Uint8Array => new TextEncoder().encode(text.padEnd(16));

/** The text of such bytes. */
export const textOf = (encryptedId: Uint8Array | undefined): string => new TextDecoder().decode(encryptedId).trimEnd();

export const phone = (mac: string, id?: string) => ({ mac, encryptedId: encryptedIdOf(id) });

/** Registers these MACs at noon, under one URL and name. */
export function register(storage: Storage, actor: Actor, macs: readonly string[], more: Partial<typeof target> = {}) {
  return storage.registrations.register(actor, { ...target, ...more, phones: macs.map((mac) => phone(mac)) });
}
const target = { url, providerName: 'Daryna', registeredAt: noon };

/** A session of an account that began at noon. */
export const sessionUntil = (expiresAt: Date, { accountId }: Pick<Actor, 'accountId'>) => ({
  accountId,
  passwordTag: 'a tag',
  startedAt: noon,
  expiresAt,
});

export function deregister(storage: Storage, actor: Actor, macs: readonly string[]) {
  return storage.registrations.deregister(actor, { at: noon, phones: macs.map((mac) => anyId(mac)) });
}

/** A phone to deregister by its MAC alone. */
export const anyId = (mac: string): Deregistration => ({ mac, idMatches: () => true });

/** A phone to deregister with this ID. */
export const withId = (mac: string, id: string): Deregistration => ({
  mac,
  idMatches: (encryptedId) => textOf(encryptedId) === id,
});

/** Creates an account and returns it as the actor of XML-RPC requests. */
export async function addActor(storage: Storage, name: string): Promise<Actor> {
  await storage.accounts.add({ name, passwordHash: `hash of ${name}`, createdAt: noon, channel: 'command line' });
  const account = await storage.accounts.find(name);
  if (account === undefined) throw new Error(`There is no account ${name}.`);
  return { accountId: account.id, channel: 'xmlrpc' };
}

/** All rows of a listing. */
export async function all<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const rows: T[] = [];
  for await (const page of pages) rows.push(...page);
  return rows;
}

/** The registered MACs of an account, sorted. */
export async function macsOf(storage: Storage, { accountId }: Actor): Promise<readonly string[]> {
  return (await all(storage.registrations.list(accountId, undefined))).map(({ mac }) => mac);
}

/** The audit log of an account, newest first, without the IDs of its entries. */
export async function auditEntriesOf(
  storage: Storage,
  { accountId }: Actor,
  mac?: string,
): Promise<readonly Omit<AuditEntry, 'id'>[]> {
  const entries = await storage.auditLog.list(accountId, { limit: 100, ...(mac !== undefined && { mac }) });
  return entries.map(({ at, channel, action, macs, macCount, url, providerName }) => ({
    at,
    channel,
    action,
    macs,
    macCount,
    url,
    providerName,
  }));
}

export async function backupOf(storage: Storage): Promise<readonly BackupRecord[]> {
  const records: BackupRecord[] = [];
  for await (const record of storage.backup()) records.push(record);
  return records;
}
