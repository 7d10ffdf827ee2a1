import { setTimeout as wait } from 'node:timers/promises';
import type { ApiContext } from './api-context.ts';
import { attempt, type CallContext } from './attempt.ts';
import { asCallError, callWithReconciliation } from './call-with-reconciliation.ts';
import { check } from './check.ts';
import { isAboutTheMethod } from './retry.ts';
import type { Registration } from '#autoprov';

// What our own account has registered of many phones. One listDevices tells of all of them, but may have a million rows
// for ten phones; checkDevice tells of one. Nobody knows how long a list is before it has come.

/** So many phones are asked for one by one. */
export const MAX_CHECKED = 16;

/** A list that takes longer than this, in milliseconds, for each phone that is looked for, has checks beside it. */
const PER_PHONE = 1;
const LEAST = 250;

/** So many checks tell whether a list may be believed that lacks many phones. */
const SAMPLE = 32;

/** What was found, by MAC. */
export type Found = ReadonlyMap<string, Registration>;

/**
 * The registrations of these phones, as far as there are any, by the cheaper of a list (of these provider names; all for
 * none) and a check for each. @throws CallError
 */
export async function lookUp(
  api: ApiContext,
  macs: readonly string[],
  names: readonly string[],
  calling: CallContext,
): Promise<Found> {
  if (macs.length <= MAX_CHECKED) return checkAll(api, macs, calling);
  const { registrations, checked } = await listOrChecks(api, { count: macs.length, macs: () => macs }, names, calling);
  const wanted = new Set(macs);
  const found = new Map<string, Registration>();
  for (const registration of registrations) if (wanted.has(registration.mac)) found.set(registration.mac, registration);
  const missing = macs.filter((mac) => !found.has(mac));
  if (missing.length === 0 || checked) return found;
  // Under another name they would not be in this list.
  const rest = names.length > 0 ? lookUp(api, missing, [], calling) : missingFromList(api, missing, calling);
  return new Map([...found, ...(await rest)]);
}

/**
 * Asks once more for phones that a list of all lacks, before they are believed gone: for each of a few, for a sample of
 * many; where that finds one, the list is not to be trusted and each is asked for. @throws CallError
 */
export async function missingFromList(api: ApiContext, macs: readonly string[], calling: CallContext): Promise<Found> {
  const step = Math.max(1, macs.length / SAMPLE);
  const sample =
    macs.length <= SAMPLE ? macs : Array.from({ length: SAMPLE }, (_, i) => macs[Math.floor(i * step)] ?? '');
  const found = await checkAll(api, sample, calling);
  return sample.length === macs.length || found.size === 0 ? found : checkAll(api, macs, calling);
}

/** listDevices, carried through. @throws CallError */
export function listDevices(
  api: ApiContext,
  names: readonly string[],
  calling: CallContext,
  giveUp: AbortSignal = never,
): Promise<readonly Registration[]> {
  const method = 'listDevices';
  return callWithReconciliation(api, calling, {
    method,
    secrets: [],
    attempt: (asking) =>
      attempt(api, asking, { method }, ({ signal }) =>
        api.client.listDevices(names, { signal: signal ? AbortSignal.any([giveUp, signal]) : giveUp }),
      ),
  });
}

/** checkDevice for each, as many at a time as the configuration allows. @throws CallError */
export async function checkAll(
  api: ApiContext,
  macs: readonly string[],
  calling: CallContext,
  giveUp: AbortSignal = never,
): Promise<Found> {
  const found = new Map<string, Registration>();
  const rest = macs.values();
  const worker = async (): Promise<void> => {
    for (const mac of rest) {
      if (giveUp.aborted) return;
      const answer = await check(api, { mac }, calling);
      if (answer.ok && answer.registration) found.set(mac, answer.registration);
    }
  };
  await Promise.all(Array.from({ length: Math.min(api.width, macs.length) }, worker));
  return found;
}

/** What a list has, or what checks of each phone have found. */
export interface Looked {
  readonly registrations: Iterable<Registration>;
  /** The phones were asked for one by one: those that are not there are not registered. */
  readonly checked: boolean;
}

/** Phones whose MACs are written only where they are needed: of a million a list tells. */
export interface Sought {
  readonly count: number;
  readonly macs: () => readonly string[];
}

/** The list, or where it takes too long what checks have found meanwhile: whichever comes first. @throws CallError */
export async function listOrChecks(
  api: ApiContext,
  { count, macs }: Sought,
  names: readonly string[],
  calling: CallContext,
): Promise<Looked> {
  const end = new AbortController();
  const list = listDevices(api, names, calling, end.signal).then((registrations) => ({
    registrations,
    checked: false,
  }));
  // Whoever comes too late fails when it is given up.
  list.catch(() => undefined);
  try {
    const late = wait(Math.max(LEAST, count * PER_PHONE), undefined, { signal: end.signal });
    late.catch(() => undefined);
    const inTime = await Promise.race([list.catch(exceptFaults), late]);
    if (inTime) return inTime;
    const checks = checkAll(api, macs(), calling, end.signal).then((found) => ({
      registrations: found.values(),
      checked: true,
    }));
    checks.catch(() => undefined);
    return await Promise.any([list, checks]);
  } catch (error) {
    throw error instanceof AggregateError ? error.errors[0] : error;
  } finally {
    end.abort();
  }
}

/** An account may have no right to lists, or the server a fault in them; checkDevice may work all the same. */
export function exceptFaults(error: unknown): undefined {
  if (!isAboutTheMethod(asCallError(error).cause)) throw error;
}

const never = new AbortController().signal;
