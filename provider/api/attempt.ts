import type { ApiContext } from './api-context.ts';
import { pause } from './retry.ts';
import { AutoprovError, type CallOptions, type MethodName } from '#autoprov';
import type { Context } from '#framework';

// One request, sent when the semaphore and the circuit breaker allow it and no interrupt has come.

/** The caller's signal and log, and how persistently to retry. */
export interface CallContext extends Pick<Context, 'signal' | 'log'> {
  /**
   * - `default`: retries transient failures; an interrupt ends the waiting.
   * - `uninterruptible`: for calls that must not be left half done. An interrupt ends only the pauses, and one attempt follows.
   * - `single attempt`: a short final lookup, which an interrupt does not prevent.
   */
  readonly retryPolicy?: 'default' | 'uninterruptible' | 'single attempt';
}

/** The result of an attempt. */
export type Attempt<T> = { readonly value: T } | FailedAttempt;

export interface FailedAttempt {
  /** Undefined if an interrupt came before the request was sent. */
  readonly cause: AutoprovError | undefined;
  /** Set if an earlier request of the same attempt may have taken effect. */
  readonly isUncertain?: boolean;
}

/** A request as the log names it: its method, and the phone or the number of phones. */
export interface Asked {
  readonly method: MethodName;
  readonly mac?: string;
  readonly phones?: number;
}

/** The time limit of a `single attempt`: the user has interrupted, or is waiting for a plan. */
const SINGLE_ATTEMPT_MS = 5_000;

const never = new AbortController().signal;

/** The signal that ends the waiting before a request. Only with the default policy is it the user's interrupt. */
export const endOf = ({ signal, retryPolicy = 'default' }: CallContext): AbortSignal =>
  ({
    default: () => signal,
    'single attempt': () => AbortSignal.timeout(SINGLE_ATTEMPT_MS),
    uninterruptible: () => never,
  })[retryPolicy]();

/** Sends one request when the semaphore has a free slot. */
export async function attempt<T>(
  api: ApiContext,
  calling: CallContext,
  asked: Asked,
  send: (options: CallOptions) => Promise<T>,
): Promise<Attempt<T>> {
  const ends = endOf(calling);
  try {
    return await api.semaphore(() => attemptInPlace(api, calling, asked, send, ends), ends);
  } catch (error) {
    if (ends.aborted && error === ends.reason) return { cause: undefined };
    throw error;
  }
}

/** The same for a caller that holds a slot of the semaphore. */
export async function attemptInPlace<T>(
  { circuitBreaker }: ApiContext,
  { signal, log, retryPolicy = 'default' }: CallContext,
  { method, ...about }: Asked,
  send: (options: CallOptions) => Promise<T>,
  ends: AbortSignal,
): Promise<Attempt<T>> {
  if (retryPolicy !== 'uninterruptible' && circuitBreaker.rejected) return { cause: circuitBreaker.rejected };
  if (retryPolicy !== 'single attempt') await pause(circuitBreaker.quietFor(), signal);
  if (ends.aborted) return { cause: undefined };
  log.debug(`autoprov.${method}`, about);
  try {
    const value = await send(retryPolicy === 'single attempt' ? { signal: ends } : {});
    circuitBreaker.answered();
    return { value };
  } catch (error) {
    if (!(error instanceof AutoprovError)) throw error;
    // Recorded before the slot is released, because the next request may have to wait now.
    circuitBreaker.failed(error);
    return { cause: error };
  }
}
