import { conceal } from '../diagnostics/conceal.ts';
import type { Asked, Attempt, Calling, Method } from './attempt.ts';
import type { Line } from './line.ts';
import { backoff, mayHaveActed, mayPass, pause } from './retry.ts';
import type { AutoprovError } from '#autoprov';

// A call carried through to a certain outcome: a request whose answer was lost is never repeated before the server has
// been asked what became of it.

/** How a call came to no good end. */
interface FailedCall {
  /** The method of the last attempt. */
  readonly method: Method;
  /** What the last attempt met; undefined where an interrupt came before the first. */
  readonly trouble: AutoprovError | undefined;
  /** The same in words, without secrets. */
  readonly words: string;
  readonly attempts: number;
  readonly interrupted: boolean;
  /** Undefined where it is certain that the call changed nothing; otherwise why asking could not tell. */
  readonly doubt: CallFailed | undefined;
}

/** A call that came to no good end. */
export class CallFailed extends Error implements FailedCall {
  readonly method: Method;
  readonly trouble: AutoprovError | undefined;
  readonly words: string;
  readonly attempts: number;
  readonly interrupted: boolean;
  readonly doubt: CallFailed | undefined;

  constructor(call: FailedCall) {
    super(call.words, { cause: call.trouble });
    this.method = call.method;
    this.trouble = call.trouble;
    this.words = call.words;
    this.attempts = call.attempts;
    this.interrupted = call.interrupted;
    this.doubt = call.doubt;
  }
}

/** A failed call as a value; what else was thrown goes on. */
export function asFailure(error: unknown): CallFailed {
  if (error instanceof CallFailed) return error;
  throw error;
}

/** What is to be carried through. */
export interface Call<T> extends Asked {
  /** What of the phones must not be shown, should a server repeat it. */
  readonly secrets: readonly string[];
  attempt(calling: Calling): Promise<Attempt<T>>;
  /** Asks whether a request without an answer took effect: its answer then, or undefined where nothing was changed. */
  outcome?(asking: Calling): Promise<T | undefined>;
}

/**
 * Sends a request, and again while its failure may pass, up to the line's number of retries. An interrupt ends the
 * waiting, never a request under way. @throws CallFailed
 */
export async function carryThrough<T>(line: Line, calling: Calling, call: Call<T>): Promise<T> {
  const { patience = 'usual', signal, log } = calling;
  const { health } = line;
  const { method, mac, phones } = call;
  const secrets = [...line.secrets, ...call.secrets];
  const words = `autoprov.${method}: an interrupt came before it was sent`;
  let end: FailedCall = { method, trouble: undefined, words, attempts: 0, interrupted: false, doubt: undefined };

  for (let attempt = 1; ; attempt++) {
    const answer = await call.attempt(calling);
    if ('value' in answer) return answer.value;
    const { trouble } = answer;
    if (trouble === undefined) throw new CallFailed({ ...end, interrupted: true });
    end = {
      ...end,
      method: methodOf(trouble) ?? method,
      trouble,
      words: conceal(trouble.message, secrets),
      attempts: attempt,
    };
    log.warn(`autoprov.${end.method} failed`, { mac, phones, attempt, trouble: end.words });

    const exhausted = attempt > health.retries(line.maxRetries);
    if (exhausted && mayPass(trouble)) health.gaveUp();
    let again = patience !== 'once' && mayPass(trouble) && !exhausted && !signal.aborted;
    if (again) {
      const rested = await pause(backoff(attempt), signal);
      again = rested || patience === 'steady';
    }
    end = { ...end, interrupted: !again && signal.aborted };
    if (call.outcome && mayHaveActed(trouble)) {
      const outcome = await call.outcome({ ...calling, patience: again ? patience : 'once' }).catch(inDoubt(end));
      if (outcome !== undefined) return outcome;
    }
    if (!again) throw new CallFailed(end);
  }
}

/** Asking could not tell what became of a request. */
const inDoubt = (end: FailedCall) => (error: unknown) => {
  const doubt = asFailure(error);
  throw new CallFailed({ ...end, interrupted: end.interrupted || doubt.interrupted, doubt });
};

const names: ReadonlySet<string> = new Set<Method>([
  'checkDevice',
  'listDevices',
  'registerDevice',
  'registerDeviceList',
  'deregisterDevice',
  'deregisterDeviceList',
]);

const isMethod = (name: string): name is Method => names.has(name);

/** Which method it really was: a phone may have gone with others in a list. */
function methodOf({ method }: AutoprovError): Method | undefined {
  const name = method.replace(/^autoprov\./, '');
  return isMethod(name) ? name : undefined;
}
