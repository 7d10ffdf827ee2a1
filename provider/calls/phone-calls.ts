import { AutoprovError, type CallOptions, type Refusal, type Registration } from '../../autoprov/index.ts';
import { conceal, secretsOf } from '../explain/conceal.ts';
import type { Context } from '../framework/index.ts';
import type { Connection } from './connection.ts';
import { backoff, mayHaveActed, mayPass, pause } from './retry.ts';
import type { Target } from './target.ts';

// Calls for one phone, each carried through to a certain outcome: a request whose answer was lost is never repeated
// before checkDevice has told what became of it.

/** A phone by its MAC. What else is known of it says what a server must not be quoted with. */
export type Phone = Pick<Target, 'mac'> & Partial<Target>;

export type Registered = { readonly ok: true; readonly password: string | null } | Refused;
export interface Refused {
  readonly ok: false;
  readonly refusal: Refusal;
}

export interface Calling extends Pick<Context, 'signal' | 'log'> {
  /**
   * `usual`: repeated while the failure may pass; an interrupt ends the waiting. `steady`: the same, but something worse
   * would stand if it were not tried: an interrupt ends the pauses, and one attempt follows. `once`: a last look, which
   * an interrupt does not prevent and which is short.
   */
  readonly patience?: 'usual' | 'steady' | 'once';
}

/** How long a last look may take. */
const LAST_LOOK = 5_000;

export type Method = 'checkDevice' | 'registerDevice' | 'deregisterDevice';

/** How a call came to no good end. */
interface FailedCall {
  readonly method: Method;
  /** What the last attempt met; undefined where an interrupt came before the first. */
  readonly trouble: AutoprovError | undefined;
  /** The same in words, without secrets. */
  readonly words: string;
  readonly attempts: number;
  readonly interrupted: boolean;
  /** Undefined where it is certain that the call changed nothing; otherwise why checkDevice could not tell. */
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

/** The phone's registration in our own account, or undefined where there is none. Refused for a wrong MAC or ID only. */
export async function check(
  connection: Connection,
  phone: Phone,
  calling: Calling,
): Promise<{ readonly ok: true; readonly registration: Registration | undefined } | Refused> {
  const answer = await carryThrough(connection, calling, {
    method: 'checkDevice',
    phone,
    send: (options) => connection.client.checkDevice(phone.mac, options),
  });
  if (answer.ok) return answer;
  return answer.refusal.code === 'mac_not_found' ? { ok: true, registration: undefined } : answer;
}

/** Registers a phone that is not registered. The password is null where the answer that told it was lost. */
export function register(connection: Connection, target: Target, calling: Calling): Promise<Registered> {
  const { macId, url, providerName } = target;
  return carryThrough<Registered>(connection, calling, {
    method: 'registerDevice',
    phone: target,
    send: async (options) => {
      const given = await connection.client.registerDevice(macId, url, providerName, options);
      return given.ok ? { ok: true, password: given.password ?? null } : given;
    },
    outcome: async (asking) => {
      const now = await check(connection, target, asking);
      return now.ok && isAt(now.registration, target) ? { ok: true, password: null } : undefined;
    },
  });
}

/** Deregisters a phone; one that is not registered counts as done. */
export async function deregister(
  connection: Connection,
  phone: Phone,
  calling: Calling,
): Promise<{ ok: true } | Refused> {
  const answer = await carryThrough<{ ok: true } | Refused>(connection, calling, {
    method: 'deregisterDevice',
    phone,
    send: (options) => connection.client.deregisterDevice(phone.mac, options),
    outcome: async (asking) => {
      const now = await check(connection, phone, asking);
      return now.ok && now.registration === undefined ? { ok: true } : undefined;
    },
  });
  return !answer.ok && answer.refusal.code === 'mac_not_found' ? { ok: true } : answer;
}

/** True where the phone is registered with exactly this URL and provider name. */
export const isAt = (registration: Registration | undefined, target: Target): boolean =>
  registration?.url === target.url && registration.providerName === target.providerName;

interface PhoneCall<T> {
  readonly method: Method;
  readonly phone: Phone;
  send(options: CallOptions): Promise<T>;
  /** Asks whether a request without an answer took effect: its answer then, or undefined where nothing was changed. */
  outcome?(asking: Calling): Promise<T | undefined>;
}

/**
 * Sends a request, and again while its failure may pass, up to the connection's number of retries. An interrupt ends
 * the waiting, never a request under way. @throws CallFailed
 */
async function carryThrough<T>(connection: Connection, calling: Calling, call: PhoneCall<T>): Promise<T> {
  const { patience = 'usual', signal, log } = calling;
  const { health } = connection;
  const { method, phone } = call;
  const secrets = [...connection.secrets, ...secretsOf(phone)];
  const words = `autoprov.${method}: an interrupt came before it was sent`;
  let end: FailedCall = { method, trouble: undefined, words, attempts: 0, interrupted: false, doubt: undefined };

  for (let attempt = 1; ; attempt++) {
    const answer = await send(connection, calling, call, attempt);
    if ('value' in answer) return answer.value;
    const { trouble } = answer;
    if (trouble === undefined) throw new CallFailed({ ...end, interrupted: true });
    end = { ...end, trouble, words: conceal(trouble.message, secrets), attempts: attempt };
    log.warn(`autoprov.${method} failed`, { mac: phone.mac, attempt, trouble: end.words });

    const exhausted = attempt > health.retries(connection.maxRetries);
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

/** checkDevice could not tell what became of a request. */
const inDoubt = (end: FailedCall) => (doubt: unknown) => {
  if (!(doubt instanceof CallFailed)) throw doubt;
  throw new CallFailed({ ...end, interrupted: end.interrupted || doubt.interrupted, doubt });
};

/** One attempt, as soon as there is a place for it and the server wants it. No trouble: an interrupt came before. */
async function send<T>(
  { slots, health }: Connection,
  { signal, log, patience = 'usual' }: Calling,
  call: PhoneCall<T>,
  attempt: number,
): Promise<{ readonly value: T } | { readonly trouble: AutoprovError | undefined }> {
  // What follows an interrupt is sent all the same, but for what is usual.
  const ends = { usual: signal, once: AbortSignal.timeout(LAST_LOOK), steady: new AbortController().signal }[patience];
  try {
    return await slots(async () => {
      if (patience === 'usual' && health.rejected) return { trouble: health.rejected };
      if (patience !== 'once') await pause(health.quietFor(), signal);
      ends.throwIfAborted();
      log.debug(`autoprov.${call.method}`, { mac: call.phone.mac, attempt });
      try {
        const value = await call.send(patience === 'once' ? { signal: ends } : {});
        health.answered();
        return { value };
      } catch (error) {
        if (!(error instanceof AutoprovError)) throw error;
        // Before the place is given to the next one, who may have to wait now.
        health.failed(error);
        return { trouble: error };
      }
    }, ends);
  } catch (error) {
    if (ends.aborted && error === ends.reason) return { trouble: undefined };
    throw error;
  }
}
