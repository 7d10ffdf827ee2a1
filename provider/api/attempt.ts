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

/** The time limit of a single attempt: the user has interrupted, or is waiting for a plan. */
const SINGLE_ATTEMPT_TIMEOUT_MS = 5_000;

/** The signal that prevents a request that still waits: with the default policy, the user's interrupt. */
export const queueSignal = ({ signal, retryPolicy = 'default' }: CallContext): AbortSignal | undefined =>
  retryPolicy === 'default' ? signal : undefined;

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
  const cancelTimeout =
    timeout &&
    clock.after(SINGLE_ATTEMPT_TIMEOUT_MS, () => {
      timeout.abort();
    });
  const aborts = anyOf(timeout?.signal, abandoned);
  const ends = anyOf(aborts, queueSignal(context));
  let release = slot;
  try {
    release ??= await semaphore(ends).catch(() => undefined);
    if (release === undefined) return cancelled;
    const { rejected } = circuitBreaker;
    if (rejected && retryPolicy !== 'uninterruptible') return { error: rejected, isUncertain: false };
    if (retryPolicy !== 'single attempt') await pause(clock, circuitBreaker.pauseMs(), pauseSignal(context));
    if (ends?.aborted) return cancelled;
    log.debug(`autoprov.${method}`, about);
    const value = await send({ signal: aborts });
    circuitBreaker.recordAnswer();
    return { value };
  } catch (error) {
    if (!(error instanceof AutoprovError)) throw error;
    // Recorded before the slot is released, because the next request may have to wait now.
    circuitBreaker.recordFailure(error);
    return { error, isUncertain: mayHaveTakenEffect(error) };
  } finally {
    cancelTimeout?.();
    release?.();
  }
}
