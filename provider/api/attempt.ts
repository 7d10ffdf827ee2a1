import type { ApiContext } from './api-context.ts';
import { pause } from './retry.ts';
import { AutoprovError, type CallOptions, type MethodName } from '#autoprov';
import type { Context } from '#framework';

// One request: as soon as there is a place for it, the server wants it, and nobody has interrupted.

export interface CallContext extends Pick<Context, 'signal' | 'log'> {
  /**
   * `usual`: repeated while the failure may pass; an interrupt ends the waiting. `steady`: the same, but something worse
   * would stand if it were not tried: an interrupt ends the pauses, and one attempt follows. `once`: a last look, which
   * an interrupt does not prevent and which is short.
   */
  readonly retryPolicy?: 'default' | 'uninterruptible' | 'single attempt';
}

/** What came of a request. No trouble: an interrupt came before it was sent. */
export type Attempt<T> = { readonly value: T } | { readonly cause: AutoprovError | undefined };

/** What is asked, and the phone or the number of phones that it is about, for the log. */
export interface Asked {
  readonly method: MethodName;
  readonly mac?: string;
  readonly phones?: number;
}

/** How long a last look may take. */
const LAST_LOOK = 5_000;

const never = new AbortController().signal;

/** What ends the waiting before a request is sent: what follows an interrupt is sent all the same, but for what is usual. */
export const endOf = ({ signal, retryPolicy = 'default' }: CallContext): AbortSignal =>
  ({ default: () => signal, 'single attempt': () => AbortSignal.timeout(LAST_LOOK), uninterruptible: () => never })[
    retryPolicy
  ]();

/** One request, when its turn has come. */
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

/** The same by somebody who has a place already. */
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
    // Before the place is given to the next one, who may have to wait now.
    circuitBreaker.failed(error);
    return { cause: error };
  }
}
