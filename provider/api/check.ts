import type { ApiContext } from './api-context.ts';
import { attempt, type CallContext } from './attempt.ts';
import { callWithReconciliation } from './call-with-reconciliation.ts';
import { secretsOf } from './secrets.ts';
import type { Target } from './target.ts';
import type { Refusal, Registration, MethodName } from '#autoprov';

/** A phone by its MAC. What else is known of it says what a server must not be quoted with. */
export type Phone = Pick<Target, 'mac'> & Partial<Target>;

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

/** True where the phone is registered with exactly this URL and provider name. */
export const isAt = (registration: Registration | undefined, target: Pick<Target, 'url' | 'providerName'>): boolean =>
  registration?.url === target.url && registration.providerName === target.providerName;
