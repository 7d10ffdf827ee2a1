import type { IdCipher } from '../encryption/index.ts';
import { inSlices } from '../slices.ts';
import type { Actor, InventoryStore, RegistrationStore, StoredRegistration } from '../storage/index.ts';
import { readPhone } from './phone.ts';
import { parseProviderName, parseRedirectUrl, type Refusal } from '#autoprov';

/** What a desk works with. */
export interface RegistrationServiceDependencies {
  readonly registrations: RegistrationStore;
  readonly inventory: InventoryStore;
  readonly ids: IdCipher;
  readonly now: () => Date;
}

/** What became of one phone. The MAC is undefined where the text named none. */
export type Outcome = { readonly ok: true; readonly mac: string } | { readonly ok: false; readonly refusal: Refusal };

/** The same of a registration, with the date that was given to it. */
export type RegisterOutcome =
  | { readonly ok: true; readonly mac: string; readonly registeredAt: Date }
  | { readonly ok: false; readonly refusal: Refusal };

export type Found =
  { readonly ok: true; readonly registration: StoredRegistration } | { readonly ok: false; readonly refusal: Refusal };

/**
 * Where provisioners are served, whichever door they came in by: it knows the rules and the answer codes, and neither XML
 * nor HTML. A MAC or MAC-ID may come in any spelling.
 */
export interface RegistrationService {
  /** One outcome a MAC-ID, in order. What is wrong is told in this order: the MAC-ID, URL, name, inventory; in use. */
  register(
    actor: Actor,
    macIds: readonly string[],
    url: string,
    providerName: string,
  ): Promise<readonly RegisterOutcome[]>;
  /** One outcome a MAC or MAC-ID, in order. */
  deregister(actor: Actor, macIds: readonly string[]): Promise<readonly Outcome[]>;
  check(accountId: number, macId: string): Promise<Found>;
}

export function createRegistrationService(parts: RegistrationServiceDependencies): RegistrationService {
  return {
    register: (actor, macIds, url, providerName) => register(parts, actor, macIds, { url, providerName }),
    deregister: (actor, macIds) => deregister(parts, actor, macIds),
    check: (accountId, macId) => check(parts, accountId, macId),
  };
}

async function register(
  { registrations, inventory, ids, now }: RegistrationServiceDependencies,
  actor: Actor,
  texts: readonly string[],
  target: { readonly url: string; readonly providerName: string },
): Promise<readonly RegisterOutcome[]> {
  const wrongTarget = refuseTarget(target);
  const read = await inSlices(texts, (slice) => slice.map((text) => readNewPhone(text, wrongTarget)));
  const known = await inventory.find(read.flatMap((phone) => (phone.ok ? [phone.mac] : [])));
  const checked = read.map((phone) => {
    if (!phone.ok || known === undefined) return phone;
    const encryptedId = known.get(phone.mac);
    if (encryptedId === undefined) return refuse('mac_not_exist', phone.mac);
    return ids.matches(phone.mac, encryptedId, phone.id) ? phone : refuse('mac_invalid', phone.mac);
  });

  const good = checked.filter((phone) => phone.ok);
  const phones = await inSlices(good, (slice) =>
    slice.map(({ mac, id }) => ({ mac, encryptedId: ids.encrypt(mac, id) })),
  );
  const registeredAt = now();
  const outcomes = await registrations.register(actor, { ...target, registeredAt, phones });

  const next = outcomes.values();
  return checked.map((phone): RegisterOutcome => {
    if (!phone.ok) return phone;
    const { mac } = phone;
    return next.next().value === 'registered' ? { ok: true, mac, registeredAt } : refuse('mac_already_in_use', mac);
  });
}

/** A phone to register; or why it cannot be. */
function readNewPhone(text: string, wrongTarget: Refusal | undefined) {
  const named = readPhone(text);
  if (!named.ok) return named;
  const { mac, id } = named.phone;
  // A phone registered without its ID could never log in.
  if (id === undefined) return refuse('mac_invalid', mac);
  return wrongTarget === undefined ? { ok: true as const, mac, id } : { ok: false as const, refusal: wrongTarget };
}

/** What is wrong with the URL or the name, which all phones of a call share. */
function refuseTarget({ url, providerName }: { url: string; providerName: string }): Refusal | undefined {
  if (!parseRedirectUrl(url).ok) return { code: 'url_invalid', value: url };
  if (!parseProviderName(providerName).ok) return { code: 'name_invalid', value: providerName };
  return undefined;
}

async function deregister(
  { registrations, ids, now }: RegistrationServiceDependencies,
  actor: Actor,
  texts: readonly string[],
): Promise<readonly Outcome[]> {
  const read = await inSlices(texts, (slice) => slice.map(readPhone));
  const phones = read
    .filter((named) => named.ok)
    .map(({ phone: { mac, id } }) => ({
      mac,
      mayBe: (encryptedId: Uint8Array) => id === undefined || ids.matches(mac, encryptedId, id),
    }));
  const outcomes = await registrations.deregister(actor, { at: now(), phones });
  const next = outcomes.values();
  return read.map((named): Outcome => {
    if (!named.ok) return named;
    const { mac } = named.phone;
    const outcome = next.next().value;
    if (outcome === 'deregistered') return { ok: true, mac };
    return refuse(outcome === 'wrong_id' ? 'mac_invalid' : 'mac_not_found', mac);
  });
}

async function check(
  { registrations, ids }: RegistrationServiceDependencies,
  accountId: number,
  text: string,
): Promise<Found> {
  const named = readPhone(text);
  if (!named.ok) return named;
  const { mac, id } = named.phone;
  const found = await registrations.find(accountId, mac);
  if (found === undefined) return refuse('mac_not_found', mac);
  if (id !== undefined && !ids.matches(mac, found.encryptedId, id)) return refuse('mac_invalid', mac);
  return { ok: true, registration: found };
}

const refuse = (code: Refusal['code'], value: string) => ({ ok: false as const, refusal: { code, value } });
