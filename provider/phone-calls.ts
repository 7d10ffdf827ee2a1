import type { Refusal, Registration } from '../autoprov/index.ts';
import type { Connection } from './connection.ts';
import type { Context } from './framework/index.ts';
import { mayPass, pause } from './retry.ts';

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

type Calling = Pick<Context, 'signal' | 'log'>;

/** The phone's registration in our own account, or undefined where there is none. Refused for a wrong MAC or ID only. */
export async function check(
  connection: Connection,
  mac: string,
  calling: Calling,
): Promise<{ readonly ok: true; readonly registration: Registration | undefined } | Refused> {
  const answer = await persistently(connection, calling, 'checkDevice', mac, () => connection.client.checkDevice(mac));
  if (answer.ok) return answer;
  return answer.refusal.code === 'mac_not_found' ? { ok: true, registration: undefined } : answer;
}

/** Registers a phone that is not registered. */
export async function register(connection: Connection, target: Target, calling: Calling): Promise<Registered> {
  const { macId, mac, url, providerName } = target;
  const answer = await persistently<Registered>(
    connection,
    calling,
    'registerDevice',
    mac,
    async () => {
      const given = await connection.client.registerDevice(macId, url, providerName);
      return given.ok ? { ok: true, password: given.password ?? null } : given;
    },
    // The password was in the answer that was lost, and no other call tells it.
    async () => {
      const now = await check(connection, mac, calling);
      return now.ok && isAt(now.registration, target) ? { ok: true, password: null } : undefined;
    },
  );
  return answer;
}

/** Deregisters a phone; one that is not registered counts as done. */
export async function deregister(
  connection: Connection,
  mac: string,
  calling: Calling,
): Promise<{ ok: true } | Refused> {
  const answer = await persistently<{ ok: true } | Refused>(
    connection,
    calling,
    'deregisterDevice',
    mac,
    () => connection.client.deregisterDevice(mac),
    async () => {
      const now = await check(connection, mac, calling);
      return now.ok && now.registration === undefined ? { ok: true } : undefined;
    },
  );
  return !answer.ok && answer.refusal.code === 'mac_not_found' ? { ok: true } : answer;
}

/** True where the phone is registered with exactly this URL and provider name. */
export const isAt = (registration: Registration | undefined, target: Target): boolean =>
  registration?.url === target.url && registration.providerName === target.providerName;

/**
 * Repeats a call while its failure may pass, up to the connection's number of retries. `became` asks, before each
 * repetition, whether the lost request took effect after all; its answer then is the call's. An interrupt ends the
 * waiting, never a request under way.
 */
async function persistently<T>(
  { slots, maxRetries }: Connection,
  { signal, log }: Calling,
  method: string,
  mac: string,
  call: () => Promise<T>,
  became?: () => Promise<T | undefined>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    try {
      log.debug(`autoprov.${method}`, { mac, attempt });
      return await slots(call);
    } catch (error) {
      const trouble = error instanceof Error ? error.message : String(error);
      log.warn(`autoprov.${method} failed`, { mac, attempt, trouble });
      if (!mayPass(error) || attempt > maxRetries) throw error;
      await pause(attempt, error, signal).catch(() => {
        throw error;
      });
      const outcome = await became?.();
      if (outcome !== undefined) return outcome;
    }
  }
}
