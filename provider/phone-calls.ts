import { AutoprovError, type CallOptions, type Refusal, type Registration } from '../autoprov/index.ts';
import { conceal, secretsOf } from './conceal.ts';
import type { Connection } from './connection.ts';
import type { Context } from './framework/index.ts';
import { backoff, mayHaveActed, mayPass, pause } from './retry.ts';

// Calls for one phone, each carried through to a certain outcome: a request whose answer was lost is never repeated
// before checkDevice has told what became of it.

/** What a phone is, or shall be, registered with. */
export interface Target {
  /** MAC-ID, or MAC where the ID is not known. A secret. */
  readonly macId: string;
  readonly mac: string;
  /** As it goes over the wire: with credentials, where there are any. */
  readonly url: string;
  readonly providerName: string;
}

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

/** A call that came to no good end. */
export class CallFailed extends Error {
  readonly method: Method;
  /** What the last attempt met; undefined where an interrupt came before the first. */
  readonly trouble: AutoprovError | undefined;
  /** The same in words, without secrets. */
  readonly words: string;
  readonly attempts: number;
  readonly interrupted: boolean;
  /** Whether it is certain that the call changed nothing; if not, why checkDevice could not tell. */
  readonly doubt: CallFailed | undefined;

  constructor(call: Pick<CallFailed, 'method' | 'trouble' | 'words' | 'attempts' | 'interrupted' | 'doubt'>) {
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
  mac: string,
  calling: Calling,
): Promise<{ readonly ok: true; readonly registration: Registration | undefined } | Refused> {
  const answer = await carryThrough(connection, calling, {
    method: 'checkDevice',
    phone: { mac },
    send: (options) => connection.client.checkDevice(mac, options),
  });
  if (answer.ok) return answer;
  return answer.refusal.code === 'mac_not_found' ? { ok: true, registration: undefined } : answer;
}

/** Registers a phone that is not registered. The password is null where the answer that told it was lost. */
export function register(connection: Connection, target: Target, calling: Calling): Promise<Registered> {
  const { macId, mac, url, providerName } = target;
  return carryThrough<Registered>(connection, calling, {
    method: 'registerDevice',
    phone: target,
    send: async (options) => {
      const given = await connection.client.registerDevice(macId, url, providerName, options);
      return given.ok ? { ok: true, password: given.password ?? null } : given;
    },
    outcome: async (asking) => {
      const now = await check(connection, mac, asking);
      return now.ok && isAt(now.registration, target) ? { ok: true, password: null } : undefined;
    },
  });
}

/** Deregisters a phone; one that is not registered counts as done. */
export async function deregister(
  connection: Connection,
  mac: string,
  calling: Calling,
): Promise<{ ok: true } | Refused> {
  const answer = await carryThrough<{ ok: true } | Refused>(connection, calling, {
    method: 'deregisterDevice',
    phone: { mac },
    send: (options) => connection.client.deregisterDevice(mac, options),
    outcome: async (asking) => {
      const now = await check(connection, mac, asking);
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
  readonly phone: Pick<Target, 'mac'> & Partial<Target>;
  send(options: CallOptions): Promise<T>;
  /** Asks whether a request without an answer took effect: its answer then, or undefined where nothing was changed. */
  outcome?(asking: Calling): Promise<T | undefined>;
}

/**
 * Sends a request, and again while its failure may pass, up to the connection's number of retries. An interrupt ends
 * the waiting, never a request under way. @throws CallFailed
 */
async function carryThrough<T>(connection: Connection, calling: Calling, call: PhoneCall<T>): Promise<T> {
  const { health, slots } = connection;
  const { log, patience = 'usual' } = calling;
  const { method } = call;
  const { mac } = call.phone;
  // An interrupt keeps what is usual from being sent; the rest is sent all the same.
  const never = new AbortController().signal;
  const interrupt =
    patience === 'usual' ? calling.signal : patience === 'once' ? AbortSignal.timeout(LAST_LOOK) : never;
  const interrupted = (): boolean => interrupt.aborted;
  const options = patience === 'once' ? { signal: interrupt } : {};
  const secrets = [...connection.secrets, ...secretsOf(call.phone)];
  let last: Pick<CallFailed, 'trouble' | 'words'> = { trouble: undefined, words: 'interrupted' };
  const failed = (attempts: number, more: Partial<Pick<CallFailed, 'interrupted' | 'doubt'>> = {}): CallFailed =>
    new CallFailed({ method, attempts, interrupted: false, doubt: undefined, ...last, ...more });

  for (let attempt = 1; ; attempt++) {
    if (health.rejected && patience === 'usual') {
      last = { trouble: health.rejected, words: conceal(health.rejected.message, secrets) };
      throw failed(0);
    }
    if (patience !== 'once') await pause(health.quietFor(), calling.signal);
    if (interrupted()) throw failed(attempt - 1, { interrupted: true });
    let trouble: AutoprovError;
    try {
      const answer = await slots(() => {
        log.debug(`autoprov.${method}`, { mac, attempt });
        return call.send(options);
      }, interrupt);
      health.answered();
      return answer;
    } catch (error) {
      if (!(error instanceof AutoprovError)) {
        if (interrupted()) throw failed(attempt - 1, { interrupted: true });
        throw error;
      }
      trouble = error;
    }
    health.failed(trouble);
    last = { trouble, words: conceal(trouble.message, secrets) };
    log.warn(`autoprov.${method} failed`, { mac, attempt, trouble: last.words });

    const exhausted = attempt > health.retries(connection.maxRetries);
    if (exhausted && mayPass(trouble)) health.gaveUp();
    let again = patience !== 'once' && mayPass(trouble) && !exhausted && !calling.signal.aborted;
    if (again) {
      const rested = await pause(Math.max(backoff(attempt), health.quietFor()), calling.signal);
      again = rested || patience === 'steady';
    }
    const gaveWay = !again && calling.signal.aborted;
    if (call.outcome && mayHaveActed(trouble)) {
      const outcome = await call
        .outcome({ ...calling, patience: again ? patience : 'once' })
        .catch((doubt: unknown) => {
          if (!(doubt instanceof CallFailed)) throw doubt;
          throw failed(attempt, { interrupted: gaveWay || doubt.interrupted, doubt });
        });
      if (outcome !== undefined) return outcome;
    }
    if (!again) throw failed(attempt, { interrupted: gaveWay });
  }
}
