import type { ApiContext } from '../../../../provider/api/api-context.ts';
import type { CallContext } from '../../../../provider/api/attempt.ts';
import { circuitBreaker } from '../../../../provider/api/retry-policy.ts';
import { semaphore } from '../../../../provider/api/semaphore.ts';
import { fakeClock, type FakeClock } from './fake-clock.ts';
import { TransportError, type AutoprovClient } from '#autoprov';

const unexpected = (): never => {
  throw new Error('This test does not expect the call.');
};

/** An account whose client has only these methods. Time stands still. */
export function fakeApi(
  client: Partial<AutoprovClient>,
  options: Partial<ApiContext> & { readonly clock?: FakeClock } = {},
): ApiContext & { readonly clock: FakeClock } {
  const clock = options.clock ?? fakeClock();
  return {
    client: {
      call: unexpected,
      registerDevice: unexpected,
      deregisterDevice: unexpected,
      registerDeviceList: unexpected,
      deregisterDeviceList: unexpected,
      listDevices: unexpected,
      checkDevice: unexpected,
      close: () => undefined,
      ...client,
    },
    secrets: [],
    maxRetries: 0,
    batchSize: 100,
    maxConcurrentRequests: 8,
    semaphore: semaphore(8),
    circuitBreaker: circuitBreaker(clock.now),
    ...options,
    clock,
  };
}

const ignore = (): void => undefined;

/** A caller that is not interrupted unless its signal is replaced. */
export const context: CallContext = {
  signal: new AbortController().signal,
  log: {
    ...{ trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore, mask: ignore },
    enabled: () => false,
  },
};

/** The server cannot be reached. */
export const connectionRefused = (method: string): TransportError =>
  new TransportError(
    { method: `autoprov.${method}`, endpoint: 'http://server.example/' },
    { code: 'refused', sent: false, problem: 'connection refused' },
  );
