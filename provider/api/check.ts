import type { ApiContext } from './api-context.ts';
import { attempt, type CallContext } from './attempt.ts';
import { callWithReconciliation } from './call-with-reconciliation.ts';
import { secretsOf } from './secrets.ts';
import type { Target } from './target.ts';
import type { Refusal, Registration, MethodName } from '#autoprov';

/** A phone by its MAC. The other fields are secrets, to be redacted if a server repeats them. */
export type Phone = Pick<Target, 'mac'> & Partial<Target>;

/** The server refused a request with an answer code. */
export interface Refused {
  readonly ok: false;
  readonly method: MethodName;
  readonly refusal: Refusal;
}

/** The phone's registration in our own account; undefined if there is none. Only a wrong MAC or ID is refused. @throws CallError */
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
