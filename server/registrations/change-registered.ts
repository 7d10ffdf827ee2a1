import type { IdCipher, UrlCipher } from '../encryption/index.ts';
import { mapInSlices } from '../event-loop/index.ts';
import { type Actor, OutcomeUnknownError, type PhoneToChange, type RegistrationStore } from '../storage/index.ts';
import { compareIds, type IdComparisonDependencies } from './compare-ids.ts';
import { readPhone } from './phone.ts';
import { refuse, refuseTarget, type Refused } from './refusals.ts';
import type { RedirectTarget } from '#autoprov';

export type DeregisterOutcome = { readonly ok: true; readonly mac: string } | Refused;

/** `changed` is false if the phone had this target already. */
export type RepointOutcome = { readonly ok: true; readonly mac: string; readonly changed: boolean } | Refused;

interface ChangeDependencies extends IdComparisonDependencies {
  readonly registrations: RegistrationStore;
  readonly ids: IdCipher;
  readonly urls: UrlCipher;
}

/** Deregisters phones of the account (see RegistrationService). */
export async function deregister(
  dependencies: ChangeDependencies,
  actor: Actor,
  texts: readonly string[],
): Promise<readonly DeregisterOutcome[]> {
  const { registrations, now } = dependencies;
  return changeRegistered(dependencies, actor, texts, {
    changed: 'deregistered',
    change: (phones) => registrations.deregister(actor, { at: now(), phones }),
    accept: (outcome, mac) => (outcome === 'deregistered' ? { ok: true, mac } : undefined),
  });
}

/** Gives phones of the account another redirect target (see RegistrationService). */
export async function repoint(
  dependencies: ChangeDependencies,
  actor: Actor,
  texts: readonly string[],
  target: RedirectTarget,
): Promise<readonly RepointOutcome[]> {
  const { registrations, urls, now } = dependencies;
  const refusal = refuseTarget(target);
  if (refusal !== undefined) return texts.map(() => ({ ok: false, refusal }));
  const { url, providerName } = target;
  return changeRegistered(dependencies, actor, texts, {
    changed: 'repointed',
    change: (phones) => registrations.repoint(actor, { ...urls.encrypt(url), providerName, at: now(), phones }),
    accept: (outcome, mac) =>
      outcome === 'repointed' || outcome === 'unchanged'
        ? { ok: true, mac, changed: outcome === 'repointed' }
        : undefined,
  });
}

interface Change<StoreOutcome, Outcome> {
  /** The outcome of a phone that was changed. */
  readonly changed: StoreOutcome & keyof typeof done;
  readonly change: (phones: readonly PhoneToChange[]) => Promise<readonly StoreOutcome[]>;
  /** The outcome of a phone that was not refused. */
  readonly accept: (outcome: StoreOutcome, mac: string) => Outcome | undefined;
}

/** A completed change, as a clause for the error when wrong IDs could not be recorded. */
const done = { deregistered: 'some phones were deregistered', repointed: 'some phones were re-pointed' } as const;

/** Reads MAC-IDs, compares those that have an ID, and changes the phones of the account among them. */
async function changeRegistered<StoreOutcome extends string, Outcome>(
  dependencies: ChangeDependencies,
  actor: Actor,
  texts: readonly string[],
  { changed, change, accept }: Change<StoreOutcome | 'wrong_id' | 'not_found', Outcome>,
): Promise<readonly (Outcome | Refused)[]> {
  const { ids } = dependencies;
  const read = await mapInSlices(texts, readPhone);
  const valid = (await mapInSlices(read, (phone) => (phone.ok ? [phone.phone] : []))).flat();
  const comparisons = await compareIds(dependencies, actor, valid);
  const phones = await mapInSlices(valid, ({ mac, id }) => ({
    mac,
    idMatches: (encryptedId: Uint8Array) =>
      id === undefined || comparisons.isRight(mac, () => ids.matches(mac, encryptedId, id)),
  }));
  const outcomes = await change(phones);
  try {
    await comparisons.end();
  } catch (cause) {
    if (!outcomes.includes(changed)) throw cause;
    throw new OutcomeUnknownError(`${done[changed]}, but wrong IDs could not be recorded`, { cause });
  }
  const next = outcomes.values();
  return mapInSlices(read, (phone): Outcome | Refused => {
    if (!phone.ok) return phone;
    const { mac } = phone.phone;
    const outcome = next.next().value;
    const accepted = outcome === undefined ? undefined : accept(outcome, mac);
    return accepted ?? refuse(outcome === 'wrong_id' ? 'mac_invalid' : 'mac_not_found', mac);
  });
}
