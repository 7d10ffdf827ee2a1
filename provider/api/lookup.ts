import { setTimeout as wait } from 'node:timers/promises';
import type { ApiContext } from './api-context.ts';
import { attempt, type CallContext } from './attempt.ts';
import { asCallError, callWithReconciliation } from './call-with-reconciliation.ts';
import { check } from './check.ts';
import { isAboutTheMethod } from './retry.ts';
import type { Registration } from '#autoprov';

// Reads the registrations of many phones. One listDevices returns all phones of the account, which may be a million rows for
// ten phones; checkDevice returns one. The length of a list is unknown before it has arrived.

/** Up to this many phones are checked one by one. */
export const MAX_CHECKED = 16;

/** If a list takes longer than this, in ms for each phone sought and in all, checks start alongside. */
const PER_PHONE = 1;
const LEAST = 250;

/** If many phones are missing from a list, this many are checked to find out whether the list is complete. */
const SAMPLE = 32;

/** Registrations by MAC. */
export type Found = ReadonlyMap<string, Registration>;

/**
 * The registrations of these phones, from a list (of these provider names, or of all if there are none) or from checks,
 * whichever is cheaper.
 *
 * @throws CallError
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
  // They may be registered under another provider name.
  const rest = names.length > 0 ? lookUp(api, missing, [], calling) : missingFromList(api, missing, calling);
  return new Map([...found, ...(await rest)]);
}

/**
 * Checks phones that are missing from a list before they count as deregistered: all of a few, a sample of many. If the
 * sample finds one, the list is incomplete, and all are checked.
 *
 * @throws CallError
 */
export async function missingFromList(api: ApiContext, macs: readonly string[], calling: CallContext): Promise<Found> {
  const step = Math.max(1, macs.length / SAMPLE);
  const sample =
    macs.length <= SAMPLE ? macs : Array.from({ length: SAMPLE }, (_, i) => macs[Math.floor(i * step)] ?? '');
  const found = await checkAll(api, sample, calling);
  return sample.length === macs.length || found.size === 0 ? found : checkAll(api, macs, calling);
}

/** Lists the phones of these provider names, or of the whole account. @throws CallError */
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

/** Checks each phone, with as many concurrent requests as the configuration allows. @throws CallError */
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

/** The rows of a list, or the results of checks. */
export interface Looked {
  readonly registrations: Iterable<Registration>;
  /** Whether each phone was checked, so that missing ones are certainly not registered. */
  readonly checked: boolean;
}

/** The phones sought. Their MACs are formatted only for checks, because there may be a million. */
export interface Sought {
  readonly count: number;
  readonly macs: () => readonly string[];
}

/** A list, or, if it takes too long, checks alongside: whichever is complete first. @throws CallError */
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
  // The slower of the two fails when it is aborted below.
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

/** Ignores an error that concerns listDevices only: checkDevice may work nevertheless. @throws any other error */
export function exceptFaults(error: unknown): undefined {
  if (!isAboutTheMethod(asCallError(error).cause)) throw error;
}

const never = new AbortController().signal;
