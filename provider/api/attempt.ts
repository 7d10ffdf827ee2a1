import type { Line } from './line.ts';
import { pause } from './retry.ts';
import { AutoprovError, type CallOptions } from '#autoprov';
import type { Context } from '#framework';

// One request: as soon as there is a place for it, the server wants it, and nobody has interrupted.

export interface Calling extends Pick<Context, 'signal' | 'log'> {
  /**
   * `usual`: repeated while the failure may pass; an interrupt ends the waiting. `steady`: the same, but something worse
   * would stand if it were not tried: an interrupt ends the pauses, and one attempt follows. `once`: a last look, which
   * an interrupt does not prevent and which is short.
   */
  readonly patience?: 'usual' | 'steady' | 'once';
}

export type Method =
  'checkDevice' | 'listDevices' | 'registerDevice' | 'registerDeviceList' | 'deregisterDevice' | 'deregisterDeviceList';

/** What came of a request. No trouble: an interrupt came before it was sent. */
export type Attempt<T> = { readonly value: T } | { readonly trouble: AutoprovError | undefined };

/** What is asked, and the phone or the number of phones that it is about, for the log. */
export interface Asked {
  readonly method: Method;
  readonly mac?: string;
  readonly phones?: number;
}

/** How long a last look may take. */
const LAST_LOOK = 5_000;

const never = new AbortController().signal;

/** What ends the waiting before a request is sent: what follows an interrupt is sent all the same, but for what is usual. */
export const endOf = ({ signal, patience = 'usual' }: Calling): AbortSignal =>
  ({ usual: () => signal, once: () => AbortSignal.timeout(LAST_LOOK), steady: () => never })[patience]();

/** One request, when its turn has come. */
export async function attempt<T>(
  line: Line,
  calling: Calling,
  asked: Asked,
  send: (options: CallOptions) => Promise<T>,
): Promise<Attempt<T>> {
  const ends = endOf(calling);
  try {
    return await line.slots(() => attemptInPlace(line, calling, asked, send, ends), ends);
  } catch (error) {
    if (ends.aborted && error === ends.reason) return { trouble: undefined };
    throw error;
  }
}

/** The same by somebody who has a place already. */
export async function attemptInPlace<T>(
  { health }: Line,
  { signal, log, patience = 'usual' }: Calling,
  { method, ...about }: Asked,
  send: (options: CallOptions) => Promise<T>,
  ends: AbortSignal,
): Promise<Attempt<T>> {
  if (patience !== 'steady' && health.rejected) return { trouble: health.rejected };
  if (patience !== 'once') await pause(health.quietFor(), signal);
  if (ends.aborted) return { trouble: undefined };
  log.debug(`autoprov.${method}`, about);
  try {
    const value = await send(patience === 'once' ? { signal: ends } : {});
    health.answered();
    return { value };
  } catch (error) {
    if (!(error instanceof AutoprovError)) throw error;
    // Before the place is given to the next one, who may have to wait now.
    health.failed(error);
    return { trouble: error };
  }
}
