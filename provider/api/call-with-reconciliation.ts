import { asCallError, CallError, type CallErrorDetails } from '../diagnostics/index.ts';
import type { ApiContext } from './api-context.ts';
import {
  LONG_WAIT_MS,
  pauseSignal,
  seconds,
  logPause,
  type Attempt,
  type CallContext,
  type RequestInfo,
} from './attempt.ts';
import { pause } from './clock.ts';
import { backoffMs, isTransient } from './retry-policy.ts';
import { methodNameOf, redact, type MethodName } from '#autoprov';
import type { Problem } from '#framework';

/** A call that is retried until its result is certain. */
export interface Call<T> extends RequestInfo {
  /** Secrets of the phones, to be redacted if a server repeats them. */
  readonly secrets: readonly string[];
  attempt(context: CallContext): Promise<Attempt<T>>;
  /** Asks whether a request without an answer took effect: its result if it did, undefined if nothing was changed. */
  reconcile?(context: CallContext): Promise<T | undefined>;
}

/**
 * Makes a call, and retries it while the failure is transient, up to the configured number of retries. A request whose answer
 * was lost is never repeated before the server has been asked whether it took effect. An interrupt ends waits and
 * reads, never a change in flight.
 *
 * @throws CallError
 */
export async function callWithReconciliation<T>(api: ApiContext, context: CallContext, call: Call<T>): Promise<T> {
  const { retryPolicy = 'default', signal, log } = context;
  const { circuitBreaker, clock } = api;
  // Calls within this one, to send and to reconcile, redact its secrets too.
  const inner: CallContext = { ...context, secrets: [...(context.secrets ?? []), ...call.secrets] };
  const secrets = [...api.secrets, ...(inner.secrets ?? [])];
  const started = clock.now();
  const reportWait = (): void => {
    const ms = clock.now() - started;
    if (ms > LONG_WAIT_MS) context.warn?.(slowAnswer(call.method, ms));
  };
  let failure: Omit<CallErrorDetails, 'isInterrupted'> | undefined;

  for (let attempts = 1; ; attempts++) {
    const result = await call.attempt(inner);
    if ('value' in result) {
      reportWait();
      return result.value;
    }
    const { error: cause, isUncertain } = result;
    if (cause !== undefined) {
      // A call for one phone may have been sent in a list with others.
      const method = methodNameOf(cause.method) ?? call.method;
      failure = { method, cause, message: redact(cause.message, secrets), attempts };
      const { mac, phones } = call;
      const level = context.abandoned?.aborted ? 'debug' : 'warn';
      log[level](`autoprov.${method} failed`, { mac, phones, attempt: attempts, cause: failure.message });
    }

    const mayPass = cause !== undefined && isTransient(cause);
    const isLast = attempts > circuitBreaker.retries(api.maxRetries);
    if (isLast && mayPass) circuitBreaker.recordExhausted();
    let retry = retryPolicy !== 'single attempt' && mayPass && !isLast && !signal.aborted;
    if (retry) {
      const pauseMs = backoffMs(attempts);
      logPause(log, call.method, pauseMs);
      const paused = await pause(clock, pauseMs, pauseSignal(context));
      retry = paused || retryPolicy === 'uninterruptible';
    }
    const isInterrupted = cause === undefined || (!retry && signal.aborted);
    const ended: CallErrorDetails = { ...(failure ?? notSent(call.method, signal)), isInterrupted };
    if (call.reconcile && isUncertain) {
      const asking: CallContext = { ...inner, retryPolicy: retry ? retryPolicy : 'single attempt' };
      const outcome = await call.reconcile(asking).catch((error: unknown) => {
        // An interrupt has ended the question. One short attempt more, because this call may have taken effect.
        if (!asCallError(error).isInterrupted || asking.retryPolicy !== 'default') return asUncertain(ended)(error);
        return call.reconcile?.({ ...inner, retryPolicy: 'single attempt' }).catch(asUncertain(ended));
      });
      if (outcome !== undefined) return outcome;
    }
    if (!retry) throw new CallError(ended);
  }
}

/** The call ended before a request was sent: by an interrupt, or because all slots were in use for too long. */
const notSent = (method: MethodName, { aborted }: AbortSignal): Omit<CallErrorDetails, 'isInterrupted'> => ({
  method,
  message: `autoprov.${method} was not sent: ${aborted ? 'interrupted' : 'earlier requests took too long'}`,
  attempts: 0,
});

/** The server could not be asked whether the request took effect. */
const asUncertain = (failure: CallErrorDetails) => (error: unknown) => {
  const uncertainty = asCallError(error);
  const isInterrupted = failure.isInterrupted || uncertainty.isInterrupted;
  throw new CallError({ ...failure, isInterrupted, uncertainty });
};

/** A warning: the user has waited long. An engine shows warnings with the same summary once. */
const slowAnswer = (method: MethodName, ms: number): Problem => ({
  summary: 'The redirect server answered slowly',
  detail: `autoprov.${method} took ${seconds(ms)}, with its pauses and retries. For each request and each retry see the log (TF_LOG_PROVIDER=WARN).`,
});
