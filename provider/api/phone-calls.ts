import { secretsOf } from '../diagnostics/redact.ts';
import { attempt, type CallContext } from './attempt.ts';
import { callWithReconciliation } from './call-with-reconciliation.ts';
import type { Connection } from './connection.ts';
import type { ApiContext } from './api-context.ts';
import type { Target } from './target.ts';
import type { Refusal, Registration, MethodName } from '#autoprov';

// Calls for one phone, each carried through to a certain outcome.

/** A phone by its MAC. What else is known of it says what a server must not be quoted with. */
export type Phone = Pick<Target, 'mac'> & Partial<Target>;

/** Registered; the password and the DATE are null where no answer told them. */
export interface Registered {
  readonly ok: true;
  readonly password: string | null;
  readonly date: string | null;
}

/** An answer code, and the method that answered with it. */
export interface Refused {
  readonly ok: false;
  readonly method: MethodName;
  readonly refusal: Refusal;
}

/** The phone's registration in our own account, or undefined where there is none. Refused for a wrong MAC or ID only. */
export async function check(
  api: ApiContext,
  phone: Phone,
  calling: CallContext,
): Promise<{ readonly ok: true; readonly registration: Registration | undefined } | Refused> {
  const { mac } = phone;
  const method = 'checkDevice';
  const answer = await callWithReconciliation(api, calling, {
    method,
    mac,
    secrets: secretsOf(phone),
    attempt: (asking) => attempt(api, asking, { method, mac }, (options) => api.client.checkDevice(mac, options)),
  });
  if (answer.ok) return answer;
  if (answer.refusal.code === 'mac_not_found') return { ok: true, registration: undefined };
  return { ...answer, method };
}

/** Registers a phone that is not registered. */
export async function register(
  connection: Connection,
  target: Target,
  calling: CallContext,
): Promise<Registered | Refused> {
  connection.registrationCache.forget(target.mac);
  return callWithReconciliation<Registered | Refused>(connection, calling, {
    method: 'registerDevice',
    mac: target.mac,
    secrets: secretsOf(target),
    attempt: async (asking) => {
      const made = await connection.batches.register(target, asking);
      if (!('value' in made)) return made;
      const answer = made.value;
      if (!answer.ok) return { value: answer };
      return { value: { ok: true, password: answer.password ?? null, date: answer.date ?? null } };
    },
    outcome: async (asking) => {
      const now = await check(connection, target, asking);
      if (!now.ok || now.registration === undefined || !isAt(now.registration, target)) return undefined;
      return { ok: true, password: null, date: now.registration.date };
    },
  });
}

/** Deregisters a phone; one that is not registered counts as done. */
export async function deregister(
  connection: Connection,
  phone: Phone,
  calling: CallContext,
): Promise<{ ok: true } | Refused> {
  connection.registrationCache.forget(phone.mac);
  const answer = await callWithReconciliation<{ ok: true } | Refused>(connection, calling, {
    method: 'deregisterDevice',
    mac: phone.mac,
    secrets: secretsOf(phone),
    attempt: (asking) => connection.batches.deregister(phone.mac, asking),
    outcome: async (asking) => {
      const now = await check(connection, phone, asking);
      return now.ok && now.registration === undefined ? { ok: true } : undefined;
    },
  });
  return !answer.ok && answer.refusal.code === 'mac_not_found' ? { ok: true } : answer;
}

/** True where the phone is registered with exactly this URL and provider name. */
export const isAt = (registration: Registration | undefined, target: Pick<Target, 'url' | 'providerName'>): boolean =>
  registration?.url === target.url && registration.providerName === target.providerName;
