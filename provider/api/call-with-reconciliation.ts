import type { ApiContext } from './api-context.ts';
import type { Asked, Attempt, CallContext } from './attempt.ts';
import { backoff, mayHaveActed, mayPass, pause } from './retry.ts';
import { methodNameOf, redact, type AutoprovError, type MethodName } from '#autoprov';

// A request whose answer was lost is never repeated before the server has been asked whether it took effect.

/** How a call failed. */
interface CallErrorInfo {
  /** The method of the last attempt. */
  readonly method: MethodName;
  /** The error of the last attempt; undefined if an interrupt came before the first. */
  readonly cause: AutoprovError | undefined;
  /** Its message, without secrets. */
  readonly words: string;
  readonly attempts: number;
  readonly interrupted: boolean;
  /** Why the server could not tell whether the call took effect; undefined if it certainly changed nothing. */
  readonly uncertainty: CallError | undefined;
}

/** A call failed for good, after all its retries. */
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

/** Turns a thrown CallError into a value. @throws any other error */
export function asCallError(error: unknown): CallError {
  if (error instanceof CallError) return error;
  throw error;
}

/** A call that is retried until its result is certain. */
export interface Call<T> extends Asked {
  /** Secrets of the phones, to be redacted if a server repeats them. */
  readonly secrets: readonly string[];
  attempt(calling: CallContext): Promise<Attempt<T>>;
  /** Asks whether a request without an answer took effect: its result if it did, undefined if nothing was changed. */
  outcome?(asking: CallContext): Promise<T | undefined>;
}

/**
 * Makes a call, and retries it while the failure is transient, up to the configured number of retries. An interrupt ends
 * the waiting, never a request in flight.
 *
 * @throws CallError
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
    const { cause, isUncertain = cause !== undefined && mayHaveActed(cause) } = answer;
    if (cause !== undefined) {
      end = {
        ...end,
        method: methodOf(cause) ?? method,
        cause,
        words: redact(cause.message, secrets),
        attempts: attempt,
      };
      log.warn(`autoprov.${end.method} failed`, { mac, phones, attempt, cause: end.words });
    }

    const isTransient = cause !== undefined && mayPass(cause);
    const exhausted = attempt > circuitBreaker.retries(api.maxRetries);
    if (exhausted && isTransient) circuitBreaker.gaveUp();
    let again = retryPolicy !== 'single attempt' && isTransient && !exhausted && !signal.aborted;
    if (again) {
      const rested = await pause(backoff(attempt), signal);
      again = rested || retryPolicy === 'uninterruptible';
    }
    end = { ...end, interrupted: cause === undefined || (!again && signal.aborted) };
    if (call.outcome && isUncertain) {
      const outcome = await call
        .outcome({ ...calling, retryPolicy: again ? retryPolicy : 'single attempt' })
        .catch(uncertain(end));
      if (outcome !== undefined) return outcome;
    }
    if (!again) throw new CallError(end);
  }
}

/** The server could not be asked whether the request took effect. */
const uncertain = (end: CallErrorInfo) => (error: unknown) => {
  const uncertainty = asCallError(error);
  throw new CallError({ ...end, interrupted: end.interrupted || uncertainty.interrupted, uncertainty });
};

/** The method that failed: a call for one phone may have been sent in a list with others. */
const methodOf = ({ method }: AutoprovError): MethodName | undefined => methodNameOf(method);
