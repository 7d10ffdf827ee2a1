import type { CallContext } from './attempt.ts';
import { callWithReconciliation } from './call-with-reconciliation.ts';
import { check, type Phone, type Refused } from './check.ts';
import type { Connection } from './connection.ts';
import { secretsOf } from './secrets.ts';
import type { Target } from './target.ts';
import { hasTarget } from '#autoprov';

// Changes of one phone, each retried until its result is certain.

/** Registered. The password and the date are null if no answer told them. */
export interface Registered {
  readonly ok: true;
  readonly password: string | null;
  readonly date: string | null;
}

/** Registers a phone that is not registered. @throws CallError */
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
      if (!now.ok || now.registration === undefined || !hasTarget(now.registration, target)) return undefined;
      return { ok: true, password: null, date: now.registration.date };
    },
  });
}

/** Deregisters a phone. A phone that is not registered counts as deregistered. @throws CallError */
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
