import type { Actor, AuditEntry, BackupRecord, PhoneToChange, Storage } from '../../../server/storage/index.ts';

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

/** A session of a login that began at noon. */
export const sessionUntil = (expiresAt: Date, { loginId }: { readonly loginId: number }) => ({
  loginId,
  passwordTag: 'a tag',
  startedAt: noon,
  expiresAt,
});

export function deregister(storage: Storage, actor: Actor, macs: readonly string[]) {
  return storage.registrations.deregister(actor, { at: noon, phones: macs.map((mac) => anyId(mac)) });
}

/** A phone to deregister by its MAC alone. */
export const anyId = (mac: string): PhoneToChange => ({ mac, idMatches: () => true });

/** A phone to deregister with this ID. */
export const withId = (mac: string, id: string): PhoneToChange => ({
  mac,
  idMatches: (encryptedId) => textOf(encryptedId) === id,
});

/** The first login of an account as the actor of XML-RPC requests. */
export interface LoginActor extends Actor {
  readonly loginId: number;
}

/** Creates an account and returns its login as the actor of XML-RPC requests. */
export async function addActor(storage: Storage, name: string): Promise<LoginActor> {
  await storage.accounts.add({ name, passwordHash: `hash of ${name}`, createdAt: noon, channel: 'command line' });
  const login = await storage.logins.find(name);
  if (login === undefined) throw new Error(`There is no login ${name}.`);
  return { accountId: login.account.id, channel: 'xmlrpc', loginId: login.id };
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

/** The audit log of an account, newest first: what was changed, by which channel and when. */
export async function auditEntriesOf(
  storage: Storage,
  { accountId }: Actor,
  mac?: string,
): Promise<readonly Omit<AuditEntry, 'id' | 'login' | 'address' | 'program' | 'subject' | 'role'>[]> {
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
