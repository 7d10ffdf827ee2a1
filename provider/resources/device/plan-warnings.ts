import type { CallContext } from '../../api/attempt.ts';
import { asCallError, CallError } from '../../api/call-with-reconciliation.ts';
import type { Connection, OnConflict } from '../../api/connection.ts';
import { claimedByTwo, isTakenOver, notAskedAtPlan, registeredAtPlan } from '../../diagnostics/plan-messages.ts';
import { hasTarget } from '#autoprov';
import type { Context } from '#framework';

// Conflicts that show in a plan. They are warnings, because they may be resolved before the apply.

/** A planned phone. Values that are unknown before the apply are undefined. */
export interface PlannedPhone {
  readonly mac: string;
  /** A secret, to be redacted if a server repeats it. */
  readonly macId: string;
  readonly url: string | undefined;
  readonly providerName: string | undefined;
  readonly onConflict: OnConflict;
}

type Asking = CallContext & Pick<Context, 'warn'>;

/** Warns if another resource of the configuration has the same phone. */
export function warnOfSecondClaim(
  { planSession }: Connection,
  mac: string,
  how: 'kept' | 'new',
  { warn }: Asking,
): void {
  if (!planSession.claim(mac, how)) warn(claimedByTwo(mac));
}

/** Warns if a phone to be registered is already registered, by hand or by another configuration. */
export async function warnOfRegistration(connection: Connection, phone: PlannedPhone, asking: Asking): Promise<void> {
  const { planSession } = connection;
  // A phone that is in the state is being replaced.
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
    hasTarget(found.registration, { url, providerName })
      ? isTakenOver(found.registration)
      : registeredAtPlan(found.registration, phone.onConflict),
  );
}
