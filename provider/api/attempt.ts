import type { ApiContext } from './api-context.ts';
import { pause } from './clock.ts';
import { mayHaveTakenEffect, type RetryPolicy } from './retry-policy.ts';
import type { Release } from './semaphore.ts';
import { AutoprovError, type CallOptions, type MethodName } from '#autoprov';
import type { Context } from '#framework';

/** On whose behalf a call is made, and how. */
export interface CallContext extends Pick<Context, 'signal' | 'log'> {
  /** How persistently to retry: `default` unless given. */
  readonly retryPolicy?: RetryPolicy;
  /** Ends a read at once, also a request in flight, because its result is no longer needed. */
  readonly abandoned?: AbortSignal | undefined;
  /** Adds a warning for the user. */
  readonly warn?: Context['warn'];
  /** The time limit of a single attempt, in ms. */
  readonly timeoutMs?: number;
  /** Secrets of the phones, to be redacted if a server repeats them. */
  readonly secrets?: readonly string[];
}

/** The result of one attempt. */
export type Attempt<T> = { readonly value: T } | FailedAttempt;

export interface FailedAttempt {
  /** Undefined if an interrupt came before the request was sent. */
  readonly error: AutoprovError | undefined;
  /** Whether a request of this attempt may have taken effect. */
  readonly isUncertain: boolean;
}

/** An interrupt came before the request was sent. */
export const cancelled: FailedAttempt = { error: undefined, isUncertain: false };

/** A request as the log names it: its method, and the phone or the number of phones. */
export interface RequestInfo {
  readonly method: MethodName;
  readonly mac?: string;
  readonly phones?: number;
}

/** The time limit of a single attempt after an interrupt, including the wait for a slot. */
const SINGLE_ATTEMPT_TIMEOUT_MS = 5_000;

/**
 * The time limit of a single attempt whose answer is only a warning at plan. It is longer, because otherwise a plan would
 * warn that a busy server cannot be reached.
 */
export const PLAN_WARNING_TIMEOUT_MS = 20_000;

/** The signal that prevents a request from being sent: with the default policy, the user's interrupt. */
export const queueSignal = ({ signal, retryPolicy = 'default' }: CallContext): AbortSignal | undefined =>
  retryPolicy === 'default' ? signal : undefined;

/** Reads change nothing, so an interrupt also ends those in flight. */
const reads: ReadonlySet<MethodName> = new Set(['checkDevice', 'listDevices']);

/** A longer wait is reported to the user. */
export const LONG_WAIT_MS = 10_000;

/** The signal that ends the pauses between requests. */
export const pauseSignal = ({ signal, abandoned }: CallContext): AbortSignal | undefined => anyOf(signal, abandoned);

/** A signal that is aborted with the first of these; undefined if there are none. */
export function anyOf(...signals: readonly (AbortSignal | undefined)[]): AbortSignal | undefined {
  const given = signals.filter((signal) => signal !== undefined);
  return given.length > 1 ? AbortSignal.any(given) : given[0];
}

/**
 * Sends one request when a slot is free and the circuit breaker allows it.
 *
 * @param slot a slot that the caller holds already; it is released after the request
 */
export async function attempt<T>(
  { circuitBreaker, clock, semaphore }: ApiContext,
  context: CallContext,
  { method, ...about }: RequestInfo,
  send: (options: CallOptions) => Promise<T>,
  slot?: Release,
): Promise<Attempt<T>> {
  const { log, abandoned, retryPolicy = 'default' } = context;
  const timeout = retryPolicy === 'single attempt' ? new AbortController() : undefined;
  const { timeoutMs = SINGLE_ATTEMPT_TIMEOUT_MS } = context;
  const cancelTimeout =
    timeout &&
    clock.after(timeoutMs, () => {
      timeout.abort(new DOMException(`no answer within ${seconds(timeoutMs)}`, 'TimeoutError'));
    });
  const interrupt = queueSignal(context);
  const aborts = anyOf(timeout?.signal, abandoned, reads.has(method) ? interrupt : undefined);
  const ends = anyOf(aborts, interrupt);
  let release = slot;
  let cancelWarning = (): void => undefined;
  try {
    release ??= await semaphore(ends).catch(() => undefined);
    if (release === undefined) return cancelled;
    const { rejected } = circuitBreaker;
    if (rejected && retryPolicy !== 'uninterruptible') return { error: rejected, isUncertain: false };
    const pauseMs = retryPolicy === 'single attempt' ? 0 : circuitBreaker.pauseMs();
    logPause(log, method, pauseMs);
    await pause(clock, pauseMs, pauseSignal(context));
    if (ends?.aborted) return cancelled;
    log.debug(`autoprov.${method}`, about);
    cancelWarning = clock.after(LONG_WAIT_MS, () => {
      log.warn(`autoprov.${method} has been waiting ${seconds(LONG_WAIT_MS)} for an answer`, about);
    });
    const value = await send({ signal: aborts });
    circuitBreaker.recordAnswer();
    return { value };
  } catch (error) {
    if (!(error instanceof AutoprovError)) throw error;
    if (reads.has(method) && interrupt?.aborted) return cancelled;
    // Recorded before the slot is released, because the next request may have to wait now.
    circuitBreaker.recordFailure(error);
    return { error, isUncertain: mayHaveTakenEffect(error) };
  } finally {
    cancelWarning();
    cancelTimeout?.();
    release?.();
  }
}

/** Logs a long pause before a request. */
export function logPause(log: CallContext['log'], method: MethodName, ms: number): void {
  if (ms > LONG_WAIT_MS)
    log.warn(`autoprov.${method} is sent in ${seconds(ms)}, because the redirect server is failing`);
}

/** `12 s`. */
export const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`;
