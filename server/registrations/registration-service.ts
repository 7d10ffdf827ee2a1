import type { IdCipher, UrlCipher } from '../encryption/index.ts';
import { mapInSlices } from '../event-loop/index.ts';
import type { IdGuessLimiter } from '../guess-limits/index.ts';
import type { Actor, AuditLog, InventoryStore, RegistrationStore, StoredRegistration } from '../storage/index.ts';
import { deregister, repoint, type DeregisterOutcome, type RepointOutcome } from './change-registered.ts';
import { compareIds } from './compare-ids.ts';
import { readPhone } from './phone.ts';
import { refuse, refuseTarget, type Refused } from './refusals.ts';
import type { RedirectTarget, Refusal } from '#autoprov';

export interface RegistrationServiceDependencies {
  readonly registrations: RegistrationStore;
  readonly inventory: InventoryStore;
  readonly ids: IdCipher;
  readonly urls: UrlCipher;
  readonly auditLog: Pick<AuditLog, 'add'>;
  readonly guessLimiter: IdGuessLimiter;
  readonly now: () => Date;
}

export type RegisterOutcome = { readonly ok: true; readonly mac: string; readonly registeredAt: Date } | Refused;

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
 *
 * Wrong IDs are counted and audited. With too many for a phone, its ID is not compared: a request about one phone fails with
 * TooManyGuessesError, and in a list the phone is refused as `mac_invalid`, like one that the list names with several IDs.
 */
export interface RegistrationService {
  /**
   * Registers phones with one redirect target. Returns one outcome per MAC-ID, in order. Of several reasons to refuse, the
   * first one in this order is reported: MAC-ID, URL, provider name, inventory, already in use.
   */
  register(actor: Actor, macIds: readonly string[], target: RedirectTarget): Promise<readonly RegisterOutcome[]>;
  /** Deregisters phones of the account. Returns one outcome per MAC or MAC-ID, in order. */
  deregister(actor: Actor, macIds: readonly string[]): Promise<readonly DeregisterOutcome[]>;
  /**
   * Gives phones of the account another redirect target, without a moment in which they are not registered. Returns one
   * outcome per MAC or MAC-ID, in order.
   */
  repoint(actor: Actor, macIds: readonly string[], target: RedirectTarget): Promise<readonly RepointOutcome[]>;
  /** Looks up the account's registration of a MAC or MAC-ID. */
  check(actor: Actor, macId: string): Promise<CheckOutcome>;
  /** The account's registrations, as `RegistrationStore.list` reads them. */
  list(accountId: number, providerNames: readonly string[] | undefined): AsyncIterable<readonly Registration[]>;
}

export function createRegistrationService(dependencies: RegistrationServiceDependencies): RegistrationService {
  return {
    register: (actor, macIds, target) => register(dependencies, actor, macIds, target),
    deregister: (actor, macIds) => deregister(dependencies, actor, macIds),
    repoint: (actor, macIds, target) => repoint(dependencies, actor, macIds, target),
    check: (actor, macId) => check(dependencies, actor, macId),
    list: async function* (accountId, providerNames) {
      const { registrations, urls } = dependencies;
      for await (const page of registrations.list(accountId, providerNames)) {
        yield page.map((stored) => registrationOf(stored, urls));
      }
    },
  };
}

async function register(
  dependencies: RegistrationServiceDependencies,
  actor: Actor,
  texts: readonly string[],
  { url, providerName }: RedirectTarget,
): Promise<readonly RegisterOutcome[]> {
  const { registrations, inventory, ids, urls, now } = dependencies;
  const wrongTarget = refuseTarget({ url, providerName });
  const read = await mapInSlices(texts, (text) => readNewPhone(text, wrongTarget));
  const valid = read.filter((phone) => phone.ok);
  const known = await inventory.find(await mapInSlices(valid, ({ mac }) => mac));
  const comparisons = await compareIds(dependencies, actor, valid);
  const checked = await mapInSlices(read, (phone) => {
    if (!phone.ok) return phone;
    if (comparisons.isContradictory(phone.mac)) return refuse('mac_invalid', phone.mac);
    if (known === undefined) return phone;
    const encryptedId = known.get(phone.mac);
    if (encryptedId === undefined) return refuse('mac_not_exist', phone.mac);
    const isRight = comparisons.isRight(phone.mac, () => ids.matches(phone.mac, encryptedId, phone.id));
    return isRight ? phone : refuse('mac_invalid', phone.mac);
  });
  await comparisons.end();

  const accepted = checked.filter((phone) => phone.ok);
  const encrypt = ids.encryptor(accepted.length);
  const phones = await mapInSlices(accepted, ({ mac, id }) => ({ mac, encryptedId: encrypt(mac, id) }));
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

async function check(dependencies: RegistrationServiceDependencies, actor: Actor, text: string): Promise<CheckOutcome> {
  const { registrations, ids, urls } = dependencies;
  const read = readPhone(text);
  if (!read.ok) return read;
  const { mac, id } = read.phone;
  const stored = await registrations.find(actor.accountId, mac);
  if (stored === undefined) return refuse('mac_not_found', mac);
  if (id !== undefined) {
    const comparisons = await compareIds(dependencies, actor, [read.phone]);
    const isRight = comparisons.isRight(mac, () => ids.matches(mac, stored.encryptedId, id));
    await comparisons.end();
    if (!isRight) return refuse('mac_invalid', mac);
  }
  return { ok: true, registration: registrationOf(stored, urls) };
}

const registrationOf = (stored: StoredRegistration, urls: UrlCipher): Registration => ({
  mac: stored.mac,
  providerName: stored.providerName,
  url: urls.decrypt(stored),
  registeredAt: stored.registeredAt,
});
