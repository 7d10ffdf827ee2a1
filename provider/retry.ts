import { setTimeout as wait } from 'node:timers/promises';
import { HttpStatusError, TransportError } from '../autoprov/index.ts';

/** The first pause before a request is repeated; each further one is twice as long, up to {@link LONGEST_PAUSE}. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 15_000;

/** True where the same request may succeed a little later: a broken connection, 429, or a server in trouble. */
export function mayPass(error: unknown): boolean {
  if (error instanceof HttpStatusError) return error.status === 429 || error.status >= 500;
  return error instanceof TransportError && !lasting.has(error.code);
}

/** Troubles that waiting does not mend. */
const lasting: ReadonlySet<TransportError['code']> = new Set(['unknown_host', 'tls', 'aborted']);

/**
 * Waits before attempt number `attempt` (from 1): exponentially longer, with jitter so that a thousand phones do not
 * come back at once, and at least as long as the server asked for. Ends at once, by throwing, when `signal` is aborted.
 */
export async function pause(attempt: number, error: unknown, signal: AbortSignal): Promise<void> {
  const asked = error instanceof HttpStatusError ? (error.retryAfterMs ?? 0) : 0;
  const backoff = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempt - 1));
  await wait(Math.max(asked, backoff * (0.5 + Math.random() / 2)), undefined, { signal });
}
