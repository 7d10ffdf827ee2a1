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

/** The signal that ends the wait for a slot; undefined if nothing does. Only with the default policy is it the user's interrupt. */
export function queueSignal({ signal, retryPolicy = 'default' }: CallContext): AbortSignal | undefined {
  if (retryPolicy === 'default') return signal;
  return retryPolicy === 'single attempt' ? AbortSignal.timeout(SINGLE_ATTEMPT_TIMEOUT_MS) : undefined;
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
  const { log, signal, retryPolicy = 'default' } = context;
  const ends = queueSignal(context);
  const release = slot ?? (await semaphore(ends).catch(() => undefined));
  if (release === undefined) return cancelled;
  try {
    const { rejected } = circuitBreaker;
    if (rejected && retryPolicy !== 'uninterruptible') return { error: rejected, isUncertain: false };
    if (retryPolicy !== 'single attempt') await pause(clock, circuitBreaker.pauseMs(), signal);
    if (ends?.aborted) return cancelled;
    log.debug(`autoprov.${method}`, about);
    const value = await send(retryPolicy === 'single attempt' ? { signal: ends } : {});
    circuitBreaker.recordAnswer();
    return { value };
  } catch (error) {
    if (!(error instanceof AutoprovError)) throw error;
    // Recorded before the slot is released, because the next request may have to wait now.
    circuitBreaker.recordFailure(error);
    return { error, isUncertain: mayHaveTakenEffect(error) };
  } finally {
    release();
  }
}
