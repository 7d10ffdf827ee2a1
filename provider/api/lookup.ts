import { asCallError, secretsOf } from '../diagnostics/index.ts';
import type { ApiContext } from './api-context.ts';
import { anyOf, attempt, type CallContext } from './attempt.ts';
import { callWithReconciliation } from './call-with-reconciliation.ts';
import { pause } from './clock.ts';
import { concernsMethod } from './retry-policy.ts';
import { formatRefusal, redact, type MacId, type MethodName, type Refusal, type Registration } from '#autoprov';

// Reads registrations of our own account. checkDevice returns that of one phone; listDevices returns all, which may be a
// million rows for ten phones. The length of a list is unknown before it has arrived: if it takes long, checks start
// alongside. So a lookup costs at most twice the cheaper of the two.

/** Up to this many phones are checked one by one: two rounds of the default of ten concurrent requests. */
const MAX_CHECKED = 16;

/** How long a list may take before checks start alongside. A list of a few thousand phones takes less. */
export const LIST_PATIENCE_MS = 250;

/** The estimated time of a check: a list that takes longer than this for each phone sought costs more than checks. */
const CHECK_MS = 1;

/** If many phones are missing from a list, this many are checked to find out whether the list is complete. */
const SAMPLE_SIZE = 32;

/** Registrations by MAC. */
export type Registrations = ReadonlyMap<string, Registration>;

/** The server refused a request with an answer code. */
export interface Refused {
  readonly ok: false;
  readonly method: MethodName;
  readonly refusal: Refusal;
  /** The answer code as the server sent it, without secrets. */
  readonly text: string;
}

export const refusedBy = (method: MethodName, refusal: Refusal, secrets: readonly string[]): Refused => ({
  ok: false,
  method,
  refusal,
  text: redact(formatRefusal(refusal), secrets),
});

/** The phone's registration in our own account; undefined if there is none. */
export interface Checked {
  readonly ok: true;
  readonly registration: Registration | undefined;
}

/** Asks for one phone with checkDevice. Its ID, if known, is redacted from answers. @throws CallError */
export async function check(
  api: ApiContext,
  { mac, id }: Pick<MacId, 'mac'> & Partial<MacId>,
  context: CallContext,
): Promise<Checked | Refused> {
  const method = 'checkDevice';
  const secrets = secretsOf({ id });
  const answer = await callWithReconciliation(api, context, {
    method,
    mac,
    secrets,
    attempt: (asking) => attempt(api, asking, { method, mac }, (options) => api.client.checkDevice(mac, options)),
  });
  if (answer.ok) return answer;
  if (answer.refusal.code === 'mac_not_found') return { ok: true, registration: undefined };
  return refusedBy(method, answer.refusal, secrets);
}

/** Lists the phones of these provider names, or of the whole account if there are no names. @throws CallError */
export function listDevices(
  api: ApiContext,
  names: readonly string[],
  context: CallContext,
): Promise<readonly Registration[]> {
  const method = 'listDevices';
  return callWithReconciliation(api, context, {
    method,
    secrets: [],
    attempt: (asking) => attempt(api, asking, { method }, (options) => api.client.listDevices(names, options)),
  });
}

/** The phones sought. Their MACs are formatted only for checks, because there may be a million. */
export interface Sought {
  readonly count: number;
  readonly macs: () => readonly string[];
}

export interface QueryResult {
  readonly registrations: Iterable<Registration>;
  /** Whether each phone was checked, so that missing ones are certainly not registered. */
  readonly isComplete: boolean;
}

/** Reads the registrations of phones once, by checks or from a list of these provider names. @throws CallError */
export async function queryRegistrations(
  api: ApiContext,
  { count, macs }: Sought,
  names: readonly string[],
  context: CallContext,
): Promise<QueryResult> {
  const checks = async (asking: CallContext): Promise<QueryResult> => {
    const found = await checkAll(api, macs(), asking);
    return { registrations: found.values(), isComplete: true };
  };
  if (count <= MAX_CHECKED) return checks(context);

  const end = new AbortController();
  const racing: CallContext = { ...context, abandoned: anyOf(context.abandoned, end.signal) };
  const list = listDevices(api, names, racing).then((registrations) => ({
    registrations,
    isComplete: false,
  }));
  // The slower of the two fails when it is aborted below.
  list.catch(() => undefined);
  try {
    const timeout = pause(api.clock, Math.max(LIST_PATIENCE_MS, count * CHECK_MS), end.signal);
    const inTime = await Promise.race([list.catch(unlessUnsupported), timeout.then(() => undefined)]);
    return inTime ?? (await Promise.any([list, checks(racing)]));
  } catch (error) {
    throw error instanceof AggregateError ? error.errors[0] : error;
  } finally {
    end.abort();
  }
}

/** Ignores an error that concerns listDevices only: checkDevice may work nevertheless. @throws any other error */
export function unlessUnsupported(error: unknown): undefined {
  if (!concernsMethod(asCallError(error).cause)) throw error;
}

/**
 * The registrations of these phones. A phone that is missing from a list is looked for again.
 *
 * @param names the provider names under which they are probably listed; empty for the whole account
 * @throws CallError
 */
export async function findRegistrations(
  api: ApiContext,
  macs: readonly string[],
  names: readonly string[],
  context: CallContext,
): Promise<Registrations> {
  const sought = { count: macs.length, macs: () => macs };
  const { registrations, isComplete } = await queryRegistrations(api, sought, names, context);
  const wanted = new Set(macs);
  const found = new Map<string, Registration>();
  for (const registration of registrations) if (wanted.has(registration.mac)) found.set(registration.mac, registration);
  const missing = macs.filter((mac) => !found.has(mac));
  if (missing.length === 0 || isComplete) return found;
  // They may be registered under another provider name.
  const more = names.length > 0 ? findRegistrations(api, missing, [], context) : findUnlisted(api, missing, context);
  return new Map([...found, ...(await more)]);
}

/**
 * Checks phones that are missing from a list before they count as deregistered: all of a few, a sample of many. If the
 * sample finds one, the list is incomplete, and all are checked.
 *
 * @throws CallError
 */
export async function findUnlisted(
  api: ApiContext,
  macs: readonly string[],
  context: CallContext,
): Promise<Registrations> {
  if (macs.length <= SAMPLE_SIZE) return checkAll(api, macs, context);
  const step = macs.length / SAMPLE_SIZE;
  const sample = Array.from({ length: SAMPLE_SIZE }, (_, i) => macs[Math.floor(i * step)] ?? '');
  const found = await checkAll(api, sample, context);
  return found.size === 0 ? found : checkAll(api, macs, context);
}

/**
 * Checks each phone, with as many concurrent requests as the configuration allows. The first failure ends the
 * other checks, because their retries would continue after this lookup.
 *
 * @throws CallError
 */
async function checkAll(api: ApiContext, macs: readonly string[], context: CallContext): Promise<Registrations> {
  const end = new AbortController();
  const asking: CallContext = { ...context, abandoned: anyOf(context.abandoned, end.signal) };
  const found = new Map<string, Registration>();
  const rest = macs.values();
  const worker = async (): Promise<void> => {
    for (const mac of rest) {
      const answer = await check(api, { mac }, asking);
      if (answer.ok && answer.registration) found.set(mac, answer.registration);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(api.maxConcurrentRequests, macs.length) }, worker));
  } finally {
    end.abort();
  }
  return found;
}
