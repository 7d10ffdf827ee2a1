import { setTimeout as wait } from 'node:timers/promises';
import { AnswerFormatError, HttpStatusError, TransportError, XmlRpcFaultError, type AutoprovError } from '#autoprov';

/** The first backoff, in ms. Each further one is twice as long, up to the maximum below. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 15_000;

/** A Retry-After beyond this time, in ms, is an error at once, so that the user learns of it. */
const LONGEST_ASKED = 300_000;

/** Whether a retry may succeed: after a broken connection, HTTP 429 or 5xx. */
export function mayPass(error: AutoprovError): boolean {
  if (error instanceof HttpStatusError) {
    return (error.status === 429 || error.status >= 500) && (error.retryAfterMs ?? 0) <= LONGEST_ASKED;
  }
  return error instanceof TransportError && !lasting.has(error.code);
}

/** Errors that a retry does not help against. */
const lasting: ReadonlySet<TransportError['code']> = new Set(['unknown_host', 'tls', 'not_http', 'aborted']);

/** Whether the server may have carried out a request although it did not answer properly. */
export function mayHaveActed(error: AutoprovError): boolean {
  // Behind a gateway that answers 5xx, the request may have been carried out. A 4xx refuses it.
  if (error instanceof HttpStatusError) return error.status >= 500;
  return !(error instanceof TransportError) || error.sent;
}

/**
 * Whether the error concerns only this method: the server accepts the account, but answers with a fault or with something
 * that cannot be understood. Other methods and other phones may still work.
 */
export const isAboutTheMethod = (cause: AutoprovError | undefined): boolean =>
  cause instanceof XmlRpcFaultError || cause instanceof AnswerFormatError;

/** Whether the server accepts the account, but does not accept or understand this list of phones. */
export const isAboutTheList = (cause: AutoprovError | undefined): boolean =>
  isAboutTheMethod(cause) || refusedUnread(cause);

/** Whether a list was refused by its HTTP status, and so before it was processed. */
export const refusedUnread = (cause: AutoprovError | undefined): boolean =>
  cause instanceof HttpStatusError && [400, 404, 405, 413, 422].includes(cause.status);

/** What the calls of one connection know about the server's health. */
export interface CircuitBreaker {
  /** The 401 that rejected the account. No further requests are sent, because they may lock the account. */
  readonly rejected: HttpStatusError | undefined;
  /** The number of retries of a request; none while a request has failed after all its retries. */
  retries(most: number): number;
  /** The time until Retry-After has passed, in ms. */
  quietFor(): number;
  /** The server has answered, with success or with an answer code. */
  answered(): void;
  failed(error: AutoprovError): void;
  /** A request has failed after all its retries. */
  gaveUp(): void;
}

export function circuitBreaker(): CircuitBreaker {
  let rejected: HttpStatusError | undefined;
  let down = false;
  let quietUntil = 0;
  return {
    get rejected() {
      return rejected;
    },
    retries: (most) => (down ? 0 : most),
    quietFor: () => Math.max(0, quietUntil - Date.now()),
    answered: () => void (down = false),
    failed: (error) => {
      if (!(error instanceof HttpStatusError)) return;
      if (error.status === 401) rejected = error;
      if (mayPass(error)) quietUntil = Math.max(quietUntil, Date.now() + (error.retryAfterMs ?? 0));
    },
    gaveUp: () => void (down = true),
  };
}

/** The backoff after attempt number `attempt` (from 1), in ms: exponential, with jitter so that retries spread out. */
export const backoff = (attempt: number): number =>
  Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2);

/** Waits. Returns false if the signal was aborted first. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  if (milliseconds <= 0) return !signal.aborted;
  try {
    await wait(milliseconds, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
