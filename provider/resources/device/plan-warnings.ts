import type { CallContext, Connection, RegisteredPolicy } from '../../api/index.ts';
import { asCallError, CallError, notAskedAtPlan } from '../../diagnostics/index.ts';
import {
  changedOutside,
  changedOutsideToo,
  claimedTwiceAtPlan,
  registeredAlreadyAtPlan,
  registeredAtPlan,
  renamedAtPlan,
} from './messages.ts';
import { hasTarget, type MacId, type RedirectTarget, type Registration } from '#autoprov';
import type { Context } from '#framework';

// Conflicts that show in a plan. They are warnings, because they may be resolved before the apply.

/** A planned phone. Values that are unknown before the apply are undefined. */
export interface PlannedPhone extends RegisteredPolicy {
  readonly phone: MacId;
  readonly url: string | undefined;
  readonly providerName: string | undefined;
}

type Asking = CallContext & Pick<Context, 'warn'>;

/** Warns if another resource of the configuration has the same phone. */
export function warnOfSecondClaim(
  { planSession }: Connection,
  mac: string,
  how: 'kept' | 'new',
  { warn }: Asking,
): void {
  if (!planSession.claim(mac, how)) warn(claimedTwiceAtPlan(mac));
}

/** The target of a phone in the state, which is empty after an import, and the registration on the server. */
interface ReadPhone {
  readonly mac: string;
  readonly declared: { readonly [Key in keyof RedirectTarget]: RedirectTarget[Key] | null };
  readonly registration: Registration | undefined;
  readonly isSameUrl: boolean;
}

/** Warns if the phone was changed or deregistered outside Terraform since the last apply. */
export function warnOfDrift(
  { planSession }: Connection,
  { mac, declared, registration, isSameUrl }: ReadPhone,
  { warn }: Pick<Asking, 'warn'>,
): void {
  const { url, providerName } = declared;
  if (url === null || providerName === null) return;
  if (registration !== undefined && isSameUrl && registration.providerName === providerName) return;
  const drift = changedOutside(mac, { url, providerName }, registration);
  warn(planSession.recordDrift() ? drift : changedOutsideToo(drift));
}

/** Notes that a resource is to be destroyed. Warns if another resource is to register its phone: it was probably renamed. */
export function warnOfRename({ planSession }: Connection, mac: string, { warn }: Asking): void {
  if (planSession.release(mac) && !planSession.isApply) warn(renamedAtPlan(mac));
}

/** Warns if a phone to be registered is already registered, by hand or by another configuration. */
export async function warnOfRegistration(connection: Connection, planned: PlannedPhone, asking: Asking): Promise<void> {
  const { planSession, registrationCache } = connection;
  const { phone, url, providerName, onConflict, onRegisteredAlready } = planned;
  if (planSession.isReleased(phone.mac) && !planSession.isApply) {
    asking.warn(renamedAtPlan(phone.mac));
    return;
  }
  // A phone that is in the state is being replaced.
  if (planSession.isApply || planSession.isUnreachable() || planSession.isInState(phone.mac)) return;
  const found = await registrationCache.peek(phone, asking).catch(asCallError);
  if (found instanceof CallError) {
    if (!asking.signal.aborted && planSession.recordUnreachable()) asking.warn(notAskedAtPlan(connection, found));
    return;
  }
  if (!found.ok || found.registration === undefined) return;
  if (url === undefined || providerName === undefined) return;
  asking.warn(
    hasTarget(found.registration, { url, providerName })
      ? registeredAlreadyAtPlan(found.registration, onRegisteredAlready)
      : registeredAtPlan(found.registration, onConflict),
  );
}
