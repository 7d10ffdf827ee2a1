import type { IdCipher, UrlCipher } from '../encryption/index.ts';
import { mapInSlices } from '../event-loop/index.ts';
import type { Actor, InventoryStore, RegistrationStore, StoredRegistration } from '../storage/index.ts';
import { readPhone } from './phone.ts';
import {
  parseProviderName,
  parseRedirectUrl,
  redact,
  redactMacIds,
  redactUrl,
  type RedirectTarget,
  type Refusal,
} from '#autoprov';

export interface RegistrationServiceDependencies {
  readonly registrations: RegistrationStore;
  readonly inventory: InventoryStore;
  readonly ids: IdCipher;
  readonly urls: UrlCipher;
  readonly now: () => Date;
}

/** A request about one phone was refused. */
interface Refused {
  readonly ok: false;
  readonly refusal: Refusal;
}

export type RegisterOutcome = { readonly ok: true; readonly mac: string; readonly registeredAt: Date } | Refused;

export type DeregisterOutcome = { readonly ok: true; readonly mac: string } | Refused;

/** A registration with its whole redirect URL. */
export interface Registration extends RedirectTarget {
  readonly mac: string;
  /** To the second. */
  readonly registeredAt: Date;
}

export type CheckOutcome = { readonly ok: true; readonly registration: Registration } | Refused;

/**
 * The rules and answer codes of the redirect service, for XML-RPC and the portal alike. A MAC or MAC-ID may be in any
 * spelling.
 */
export interface RegistrationService {
  /**
   * Registers phones with one redirect target. Returns one outcome per MAC-ID, in order. Of several reasons to refuse, the
   * first one in this order is reported: MAC-ID, URL, provider name, inventory, already in use.
   */
  register(actor: Actor, macIds: readonly string[], target: RedirectTarget): Promise<readonly RegisterOutcome[]>;
  /** Deregisters phones of the account. Returns one outcome per MAC or MAC-ID, in order. */
  deregister(actor: Actor, macIds: readonly string[]): Promise<readonly DeregisterOutcome[]>;
  /** Looks up the account's registration of a MAC or MAC-ID. */
  check(accountId: number, macId: string): Promise<CheckOutcome>;
  /** The account's registrations, as `RegistrationStore.list` reads them. */
  list(accountId: number, providerNames: readonly string[] | undefined): AsyncIterable<readonly Registration[]>;
}

export function createRegistrationService(dependencies: RegistrationServiceDependencies): RegistrationService {
  return {
    register: (actor, macIds, target) => register(dependencies, actor, macIds, target),
    deregister: (actor, macIds) => deregister(dependencies, actor, macIds),
    check: (accountId, macId) => check(dependencies, accountId, macId),
    list: async function* (accountId, providerNames) {
      const { registrations, urls } = dependencies;
      for await (const page of registrations.list(accountId, providerNames)) {
        yield page.map((stored) => registrationOf(stored, urls));
      }
    },
  };
}

async function register(
  { registrations, inventory, ids, urls, now }: RegistrationServiceDependencies,
  actor: Actor,
  texts: readonly string[],
  { url, providerName }: RedirectTarget,
): Promise<readonly RegisterOutcome[]> {
  const wrongTarget = refuseTarget({ url, providerName });
  const read = await mapInSlices(texts, (text) => readNewPhone(text, wrongTarget));
  const valid = read.filter((phone) => phone.ok);
  const known = await inventory.find(await mapInSlices(valid, ({ mac }) => mac));
  const checked = await mapInSlices(read, (phone) => {
    if (!phone.ok || known === undefined) return phone;
    const encryptedId = known.get(phone.mac);
    if (encryptedId === undefined) return refuse('mac_not_exist', phone.mac);
    return ids.matches(phone.mac, encryptedId, phone.id) ? phone : refuse('mac_invalid', phone.mac);
  });

  const accepted = checked.filter((phone) => phone.ok);
  const phones = await mapInSlices(accepted, ({ mac, id }) => ({ mac, encryptedId: ids.encrypt(mac, id) }));
  const registeredAt = now();
  const outcomes = await registrations.register(actor, { ...urls.encrypt(url), providerName, registeredAt, phones });

  const next = outcomes.values();
  return mapInSlices(checked, (phone): RegisterOutcome => {
    if (!phone.ok) return phone;
    const { mac } = phone;
    return next.next().value === 'registered' ? { ok: true, mac, registeredAt } : refuse('mac_already_in_use', mac);
  });
}

function readNewPhone(text: string, wrongTarget: Refusal | undefined) {
  const read = readPhone(text);
  if (!read.ok) return read;
  const { mac, id } = read.phone;
  // A phone registered without its ID could never log in.
  if (id === undefined) return refuse('mac_invalid', mac);
  return wrongTarget === undefined ? { ok: true as const, mac, id } : { ok: false as const, refusal: wrongTarget };
}

function refuseTarget({ url, providerName }: RedirectTarget): Refusal | undefined {
  // The sender knows the values, but may log or show the refusal.
  if (!parseRedirectUrl(url).ok) return { code: 'url_invalid', value: redactMacIds(redactUrl(url)) };
  if (!parseProviderName(providerName).ok) return { code: 'name_invalid', value: redact(providerName) };
  return undefined;
}

async function deregister(
  { registrations, ids, now }: RegistrationServiceDependencies,
  actor: Actor,
  texts: readonly string[],
): Promise<readonly DeregisterOutcome[]> {
  const read = await mapInSlices(texts, readPhone);
  const valid = read.filter((phone) => phone.ok);
  const phones = await mapInSlices(valid, ({ phone: { mac, id } }) => ({
    mac,
    idMatches: (encryptedId: Uint8Array) => id === undefined || ids.matches(mac, encryptedId, id),
  }));
  const outcomes = await registrations.deregister(actor, { at: now(), phones });
  const next = outcomes.values();
  return mapInSlices(read, (phone): DeregisterOutcome => {
    if (!phone.ok) return phone;
    const { mac } = phone.phone;
    const outcome = next.next().value;
    if (outcome === 'deregistered') return { ok: true, mac };
    return refuse(outcome === 'wrong_id' ? 'mac_invalid' : 'mac_not_found', mac);
  });
}

async function check(
  { registrations, ids, urls }: RegistrationServiceDependencies,
  accountId: number,
  text: string,
): Promise<CheckOutcome> {
  const read = readPhone(text);
  if (!read.ok) return read;
  const { mac, id } = read.phone;
  const stored = await registrations.find(accountId, mac);
  if (stored === undefined) return refuse('mac_not_found', mac);
  if (id !== undefined && !ids.matches(mac, stored.encryptedId, id)) return refuse('mac_invalid', mac);
  return { ok: true, registration: registrationOf(stored, urls) };
}

const registrationOf = (stored: StoredRegistration, urls: UrlCipher): Registration => ({
  mac: stored.mac,
  providerName: stored.providerName,
  url: urls.decrypt(stored),
  registeredAt: stored.registeredAt,
});

const refuse = (code: Refusal['code'], value: string) => ({ ok: false as const, refusal: { code, value } });
