import type { ApiContext } from './api-context.ts';
import type { Asked, Attempt, CallContext } from './attempt.ts';
import { backoff, mayHaveActed, mayPass, pause } from './retry.ts';
import { methodNameOf, redact, type AutoprovError, type MethodName } from '#autoprov';

// A call carried through to a certain outcome: a request whose answer was lost is never repeated before the server has
// been asked what became of it.

/** How a call came to no good end. */
interface CallErrorInfo {
  /** The method of the last attempt. */
  readonly method: MethodName;
  /** What the last attempt met; undefined where an interrupt came before the first. */
  readonly cause: AutoprovError | undefined;
  /** The same in words, without secrets. */
  readonly words: string;
  readonly attempts: number;
  readonly interrupted: boolean;
  /** Undefined where it is certain that the call changed nothing; otherwise why asking could not tell. */
  readonly uncertainty: CallError | undefined;
}

/** A call that came to no good end. */
export class CallError extends Error implements CallErrorInfo {
  readonly method: MethodName;
  override readonly cause: AutoprovError | undefined;
  readonly words: string;
  readonly attempts: number;
  readonly interrupted: boolean;
  readonly uncertainty: CallError | undefined;

  constructor(call: CallErrorInfo) {
    super(call.words, { cause: call.cause });
    this.method = call.method;
    this.cause = call.cause;
    this.words = call.words;
    this.attempts = call.attempts;
    this.interrupted = call.interrupted;
    this.uncertainty = call.uncertainty;
  }
}

/** A failed call as a value; what else was thrown goes on. */
export function asCallError(error: unknown): CallError {
  if (error instanceof CallError) return error;
  throw error;
}

/** What is to be carried through. */
export interface Call<T> extends Asked {
  /** What of the phones must not be shown, should a server repeat it. */
  readonly secrets: readonly string[];
  attempt(calling: CallContext): Promise<Attempt<T>>;
  /** Asks whether a request without an answer took effect: its answer then, or undefined where nothing was changed. */
  outcome?(asking: CallContext): Promise<T | undefined>;
}

/**
 * Sends a request, and again while its failure may pass, up to the line's number of retries. An interrupt ends the
 * waiting, never a request under way. @throws CallError
 */
export async function callWithReconciliation<T>(api: ApiContext, calling: CallContext, call: Call<T>): Promise<T> {
  const { retryPolicy = 'default', signal, log } = calling;
  const { circuitBreaker } = api;
  const { method, mac, phones } = call;
  const secrets = [...api.secrets, ...call.secrets];
  const words = `autoprov.${method}: an interrupt came before it was sent`;
  let end: CallErrorInfo = { method, cause: undefined, words, attempts: 0, interrupted: false, uncertainty: undefined };

  for (let attempt = 1; ; attempt++) {
    const answer = await call.attempt(calling);
    if ('value' in answer) return answer.value;
    const { cause } = answer;
    if (cause === undefined) throw new CallError({ ...end, interrupted: true });
    end = {
      ...end,
      method: methodOf(cause) ?? method,
      cause,
      words: redact(cause.message, secrets),
      attempts: attempt,
    };
    log.warn(`autoprov.${end.method} failed`, { mac, phones, attempt, cause: end.words });

    const exhausted = attempt > circuitBreaker.retries(api.maxRetries);
    if (exhausted && mayPass(cause)) circuitBreaker.gaveUp();
    let again = retryPolicy !== 'single attempt' && mayPass(cause) && !exhausted && !signal.aborted;
    if (again) {
      const rested = await pause(backoff(attempt), signal);
      again = rested || retryPolicy === 'uninterruptible';
    }
    end = { ...end, interrupted: !again && signal.aborted };
    if (call.outcome && mayHaveActed(cause)) {
      const outcome = await call
        .outcome({ ...calling, retryPolicy: again ? retryPolicy : 'single attempt' })
        .catch(uncertain(end));
      if (outcome !== undefined) return outcome;
    }
    if (!again) throw new CallError(end);
  }
}

/** Asking could not tell what became of a request. */
const uncertain = (end: CallErrorInfo) => (error: unknown) => {
  const uncertainty = asCallError(error);
  throw new CallError({ ...end, interrupted: end.interrupted || uncertainty.interrupted, uncertainty });
};

/** Which method it really was: a phone may have gone with others in a list. */
const methodOf = ({ method }: AutoprovError): MethodName | undefined => methodNameOf(method);
