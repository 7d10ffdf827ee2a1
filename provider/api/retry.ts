import { setTimeout as wait } from 'node:timers/promises';
import { AnswerFormatError, HttpStatusError, TransportError, XmlRpcFaultError, type AutoprovError } from '#autoprov';

/** The first pause before a request is repeated; each further one is twice as long, up to {@link LONGEST_PAUSE}. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 15_000;

/** A server that asks to be left alone for longer (Retry-After) is not waited for: a person should know. */
const LONGEST_ASKED = 300_000;

/** True where the same request may succeed a little later: a broken connection, 429, or a server in trouble. */
export function mayPass(error: AutoprovError): boolean {
  if (error instanceof HttpStatusError) {
    return (error.status === 429 || error.status >= 500) && (error.retryAfterMs ?? 0) <= LONGEST_ASKED;
  }
  return error instanceof TransportError && !lasting.has(error.code);
}

/** Troubles that waiting does not mend. */
const lasting: ReadonlySet<TransportError['code']> = new Set(['unknown_host', 'tls', 'not_http', 'aborted']);

/** True where the server may have done what it was asked for, although no proper answer came. */
export function mayHaveActed(error: AutoprovError): boolean {
  // Some way behind a 5xx, of a gateway for instance, the request may have been carried out; a 4xx refuses it.
  if (error instanceof HttpStatusError) return error.status >= 500;
  return !(error instanceof TransportError) || error.sent;
}

/**
 * The server is there and lets the account in, but what it answers to this method is a fault, or cannot be understood: it
 * tells nothing of other methods and other phones.
 */
export const isAboutTheMethod = (cause: AutoprovError | undefined): boolean =>
  cause instanceof XmlRpcFaultError || cause instanceof AnswerFormatError;

/** The server is there and lets the account in, but it does not take, or does not understand, this list of phones. */
export const isAboutTheList = (cause: AutoprovError | undefined): boolean =>
  isAboutTheMethod(cause) || refusedUnread(cause);

/** A list was refused by HTTP, before anybody looked into it. */
export const refusedUnread = (cause: AutoprovError | undefined): boolean =>
  cause instanceof HttpStatusError && [400, 404, 405, 413, 422].includes(cause.status);

/** What the calls of one connection learn from each other. */
export interface CircuitBreaker {
  /** A 401: the account is not accepted, and more attempts with it may lock it. Nothing is asked any more. */
  readonly rejected: HttpStatusError | undefined;
  /** How often a request may be repeated now; none while the server has let down one that was repeated as often as that. */
  retries(most: number): number;
  /** How many milliseconds the server still wants to be left alone (Retry-After). */
  quietFor(): number;
  /** An answer came, be it a refusal. */
  answered(): void;
  failed(error: AutoprovError): void;
  /** A request was given up after all its repetitions. */
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

/**
 * How many milliseconds to wait before attempt number `attempt` is repeated (from 1): exponentially longer, with jitter
 * so that a thousand phones do not come back at once.
 */
export const backoff = (attempt: number): number =>
  Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2);

/** Waits; false where `signal` ended it before the time. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  if (milliseconds <= 0) return !signal.aborted;
  try {
    await wait(milliseconds, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
