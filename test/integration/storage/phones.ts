import type { Actor, BackupRecord, Deregistration, Storage, AuditEntry } from '../../../server/storage/index.ts';

/** A moment, to the second as databases keep it. */
export const noon = new Date('2026-11-24T12:00:00Z');
/** Where all phones of these tests are sent. */
export const url = 'http://provider.example/xml/%MACD.xml';

/** The MAC with this number. */
export const macOf = (number: number): string => `7C2F80${number.toString(16).toUpperCase().padStart(6, '0')}`;

/** A sealed ID, which storage never looks into. */
export const sealed = (text = 'sealed'): Uint8Array => new TextEncoder().encode(text);

export const phone = (mac: string, id?: string) => ({ mac, encryptedId: sealed(id) });

/** Registers these MACs at noon, under one URL and name. */
export function register(storage: Storage, actor: Actor, macs: readonly string[], more: Partial<typeof target> = {}) {
  return storage.registrations.register(actor, { ...target, ...more, phones: macs.map((mac) => phone(mac)) });
}
const target = { url, providerName: 'Daryna', registeredAt: noon };

export function deregister(storage: Storage, actor: Actor, macs: readonly string[]) {
  return storage.registrations.deregister(actor, { at: noon, phones: macs.map((mac) => anyId(mac)) });
}

/** A phone to deregister of which only the MAC is told. */
export const anyId = (mac: string): Deregistration => ({ mac, mayBe: () => true });

/** A phone to deregister that must have this ID. */
export const withId = (mac: string, id: string): Deregistration => ({
  mac,
  mayBe: (encryptedId) => new TextDecoder().decode(encryptedId) === id,
});

/** Makes an account; returns it as who comes by XML-RPC. */
export async function addActor(storage: Storage, name: string): Promise<Actor> {
  await storage.accounts.add({ name, passwordHash: `hash of ${name}`, createdAt: noon, channel: 'command line' });
  const account = await storage.accounts.find(name);
  if (account === undefined) throw new Error(`There is no account ${name}.`);
  return { accountId: account.id, channel: 'xmlrpc' };
}

/** Everything that a listing hands out. */
export async function all<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const rows: T[] = [];
  for await (const page of pages) rows.push(...page);
  return rows;
}

/** The MACs that are registered in an account, by MAC. */
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
  return entries.map(({ at, channel, action, macs, url, providerName }) => ({
    at,
    channel,
    action,
    macs,
    url,
    providerName,
  }));
}

export async function backupOf(storage: Storage): Promise<readonly BackupRecord[]> {
  const records: BackupRecord[] = [];
  for await (const record of storage.backup()) records.push(record);
  return records;
}
