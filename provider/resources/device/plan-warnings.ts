import type { CallContext } from '../../api/attempt.ts';
import { asCallError, CallError } from '../../api/call-with-reconciliation.ts';
import { isAt } from '../../api/check.ts';
import type { Connection, OnConflict } from '../../api/connection.ts';
import { claimedByTwo, isTakenOver, notAskedAtPlan, registeredAtPlan } from '../../diagnostics/plan-messages.ts';
import type { Context } from '#framework';

// Trouble that shows at plan already. Nothing here stops a plan: what is wrong at the plan may be right at the apply.

/** A phone as it is planned; undefined where it is not known before the apply. */
export interface PlannedPhone {
  readonly mac: string;
  /** A secret: what a server must not be quoted with. */
  readonly macId: string;
  readonly url: string | undefined;
  readonly providerName: string | undefined;
  readonly onConflict: OnConflict;
}

type Asking = CallContext & Pick<Context, 'warn'>;

/** Warns where another resource of the configuration has the same phone. */
export function warnOfSecondClaim(
  { planSession }: Connection,
  mac: string,
  how: 'kept' | 'new',
  { warn }: Asking,
): void {
  if (!planSession.claim(mac, how)) warn(claimedByTwo(mac));
}

/** Warns where a phone that is to be registered is registered already, by hand or by another configuration. */
export async function warnOfRegistration(connection: Connection, phone: PlannedPhone, asking: Asking): Promise<void> {
  const { planSession } = connection;
  // One that the state has is being replaced.
  if (planSession.isApply || planSession.isSilent() || planSession.isInState(phone.mac)) return;
  const found = await connection.registrationCache
    .glance({ mac: phone.mac, macId: phone.macId }, asking)
    .catch(asCallError);
  if (found instanceof CallError) {
    if (!asking.signal.aborted && planSession.noteSilence()) asking.warn(notAskedAtPlan(connection, found));
    return;
  }
  if (!found.ok || found.registration === undefined) return;
  const { url, providerName } = phone;
  if (url === undefined || providerName === undefined) return;
  asking.warn(
    isAt(found.registration, { url, providerName })
      ? isTakenOver(found.registration)
      : registeredAtPlan(found.registration, phone.onConflict),
  );
}
