import { AnswerFormatError, HttpStatusError, TransportError, XmlRpcFaultError, type AutoprovError } from '#autoprov';

/**
 * How persistently a call is retried:
 *
 * - `default`: retries transient failures; an interrupt ends waits, and reads in flight.
 * - `uninterruptible`: for calls that must not be left half done. An interrupt ends only the pauses, and one attempt follows.
 * - `single attempt`: a short final lookup, which an interrupt does not prevent.
 */
export type RetryPolicy = 'default' | 'uninterruptible' | 'single attempt';

/** Short enough to notice a restarted server at once; doubled for each further attempt. */
const FIRST_PAUSE_MS = 250;

/** The default of four retries stays below it. A user who asks for a hundred waits 25 minutes at most. */
const MAX_PAUSE_MS = 15_000;

/** A longer Retry-After is an error at once, so that the user learns of it. */
const MAX_RETRY_AFTER_MS = 300_000;

/** The pause after attempt number `attempt` (from 1), in ms: exponential, with jitter so that retries spread out. */
export const backoffMs = (attempt: number): number =>
  Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2);

/** Whether a retry may succeed: after a broken connection, HTTP 429 or 5xx. */
export function isTransient(error: AutoprovError): boolean {
  if (error instanceof HttpStatusError) {
    return (error.status === 429 || error.status >= 500) && (error.retryAfterMs ?? 0) <= MAX_RETRY_AFTER_MS;
  }
  return error instanceof TransportError && !permanent.has(error.code);
}

const permanent: ReadonlySet<TransportError['code']> = new Set([
  'unknown_host',
  'tls',
  'not_http',
  'proxy_refused',
  'aborted',
]);

/** Whether the server may have carried out a request although it did not answer properly. */
export function mayHaveTakenEffect(error: AutoprovError): boolean {
  // Behind a gateway that answers 5xx, the request may have been carried out. A 4xx refuses it.
  if (error instanceof HttpStatusError) return error.status >= 500;
  return !(error instanceof TransportError) || error.sent;
}

/**
 * Whether the error concerns only this method or this phone: the server accepts the account, but answers with a fault or with
 * something that cannot be understood. Other methods and other phones may still work.
 */
export const concernsMethod = (error: AutoprovError | undefined): boolean =>
  error instanceof XmlRpcFaultError || error instanceof AnswerFormatError;

/** Whether the server rejected a list by its HTTP status, and so before it looked at the phones in it. */
export const isRejectedUnread = (error: AutoprovError | undefined): boolean =>
  error instanceof HttpStatusError && [400, 404, 405, 413, 422].includes(error.status);

/** What the calls of one connection know about the server's health. */
export interface CircuitBreaker {
  /** The 401 that rejected the account. No further requests are sent, because they may lock the account. */
  readonly rejected: HttpStatusError | undefined;
  /** The number of retries of a request: `max`, or none while the server is known to be down. */
  retries(max: number): number;
  /** The time until Retry-After has passed, in ms. */
  pauseMs(): number;
  /** The server has answered, with success or with an answer code. */
  recordAnswer(): void;
  recordFailure(error: AutoprovError): void;
  /** A request has failed after all its retries: the server counts as down until it answers again. */
  recordExhausted(): void;
}

/** @param now the time in ms */
export function circuitBreaker(now: () => number): CircuitBreaker {
  let rejected: HttpStatusError | undefined;
  let isDown = false;
  let pausedUntil = 0;
  return {
    get rejected() {
      return rejected;
    },
    retries: (max) => (isDown ? 0 : max),
    pauseMs: () => Math.max(0, pausedUntil - now()),
    recordAnswer: () => void (isDown = false),
    recordFailure: (error) => {
      if (!(error instanceof HttpStatusError)) return;
      if (error.status === 401) rejected = error;
      if (isTransient(error)) pausedUntil = Math.max(pausedUntil, now() + (error.retryAfterMs ?? 0));
    },
    recordExhausted: () => void (isDown = true),
  };
}
