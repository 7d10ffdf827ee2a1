import type { CallContext } from '../../api/attempt.ts';
import { asCallError, CallError } from '../../api/call-with-reconciliation.ts';
import { check, type Phone, type Refused } from '../../api/check.ts';
import type { Connection, OnConflict } from '../../api/connection.ts';
import { deregister, register, type Registered } from '../../api/phone-calls.ts';
import type { Found } from '../../api/registration-cache.ts';
import type { Target } from '../../api/target.ts';
import {
  cannotBeRegisteredAgain,
  changedBySomebodyElse,
  dateNotKnown,
  describe,
  failed,
  refused,
  registeredBySomebodyElse,
  registeredElsewhere,
  registeredNowhere,
  whatStoodBefore,
} from '../../diagnostics/messages.ts';
import { hasTarget, type Registration } from '#autoprov';
import { ProviderError, type Context } from '#framework';

// Create, update and delete of a phone. The service has no update and no transaction, so an error states the phone's current
// registration.

/** The result of a registration. */
export interface Outcome {
  /** The date is null if it could not be read; the next plan reads it. */
  readonly registration: { readonly date: string | null };
  /** Null if the answer with it was lost, or if the phone was registered before. */
  readonly password: string | null;
}

type Asking = CallContext & Partial<Pick<Context, 'warn'>>;

/**
 * Registers a phone. If our own account has registered it with exactly this URL and name, that counts, so that an
 * interrupted apply converges. With another URL or name, `onConflict` decides.
 *
 * @throws ProviderError
 */
export async function create(
  connection: Connection,
  target: Target,
  onConflict: OnConflict,
  asking: Asking,
): Promise<Outcome> {
  const { mac } = target;
  const nothing = 'Nothing was changed.';
  const answer = await register(connection, target, asking).catch(
    explain(connection, target, 'It was not registered.', 'Whether it is registered now is not known'),
  );
  if (answer.ok) return noted(connection, target, answer, asking);
  if (answer.refusal.code !== 'mac_already_in_use') {
    throw new ProviderError(refused(target, answer, nothing));
  }
  const now = await lookUp(connection, target, asking, nothing);
  if (now === undefined) throw new ProviderError(registeredBySomebodyElse(mac, answer));
  if (hasTarget(now, target)) return { password: null, registration: now };
  if (onConflict === 'fail') throw new ProviderError(registeredElsewhere(now, answer));
  return replace(connection, { ...target, url: now.url, providerName: now.providerName }, target, asking);
}

/**
 * Gives a phone another target: deregisters it, and registers it again. If the second step fails, the former registration
 * is restored; the error says whether that worked. An interrupt does not stop it half-way.
 *
 * @throws ProviderError
 */
export async function replace(connection: Connection, prior: Target, target: Target, asking: Asking): Promise<Outcome> {
  const { mac } = target;
  const before = 'It is registered as before.';
  // Either MAC-ID serves: an import leaves a bare MAC, and a configuration may be shortened to it.
  const macId = [target.macId, prior.macId].find((text) => text.includes('-'));
  if (macId === undefined) throw new ProviderError(cannotBeRegisteredAgain(mac));
  const wanted = { ...target, macId };
  const removed = await deregister(connection, wanted, asking).catch(
    explain(connection, wanted, before, 'Whether it was deregistered is not known'),
  );
  if (!removed.ok) throw new ProviderError(refused(wanted, removed, before));

  // The phone is not registered now, so the rest must be completed in spite of an interrupt.
  const steadily: Asking = { ...asking, retryPolicy: 'uninterruptible' };
  const answer = await register(connection, wanted, steadily).catch(asCallError);
  if (!(answer instanceof CallError) && answer.ok) return noted(connection, wanted, answer, asking);

  const former = prior.macId.includes('-') ? prior : { ...prior, macId };
  const stands = await putBack(connection, former, wanted, steadily);
  if (stands.kind === 'target') return { password: null, registration: stands.registration };
  throw new ProviderError(
    stands.kind === 'nothing'
      ? registeredNowhere(connection, wanted, former, answer, stands.because)
      : answer instanceof CallError
        ? failed(connection, wanted, answer, stands.text)
        : refused(wanted, answer, stands.text),
  );
}

/** Deregisters a phone. A phone that is not registered any more counts as deregistered. @throws ProviderError */
export async function remove(connection: Connection, phone: Phone, calling: CallContext): Promise<void> {
  const stays = 'It stays registered.';
  const answer = await deregister(connection, phone, calling).catch(
    explain(connection, phone, stays, 'Whether it was deregistered is not known'),
  );
  if (!answer.ok) throw new ProviderError(refused(phone, answer, stays));
}

/** The phone's recent registration in our account, read with few calls; undefined if there is none. @throws ProviderError */
export const read = (connection: Connection, phone: Phone, calling: CallContext): Promise<Registration | undefined> =>
  told(connection, phone, connection.registrationCache.find(phone, calling), 'Nothing was changed.');

/** The same as of now. `stands` is the sentence about the current state for the error. */
export const lookUp = (
  connection: Connection,
  phone: Phone,
  calling: CallContext,
  stands = 'Nothing was changed.',
): Promise<Registration | undefined> => told(connection, phone, check(connection, phone, calling), stands);

async function told(
  connection: Connection,
  phone: Phone,
  asked: Promise<Found>,
  stands: string,
): Promise<Registration | undefined> {
  const answer = await asked.catch(explain(connection, phone, stands, stands));
  if (answer.ok) return answer.registration;
  throw new ProviderError(refused(phone, answer, stands));
}

/**
 * Adds the date of a new registration if the answer did not contain it. The phone is registered in any case, so a failure to
 * read the date is a warning: after an error the state would not contain the phone.
 */
async function noted(
  connection: Connection,
  target: Target,
  { password, date }: Registered,
  asking: Asking,
): Promise<Outcome> {
  if (date !== null) return { password, registration: { date } };
  const { mac } = target;
  let answer = await check(connection, target, { ...asking, retryPolicy: 'default' }).catch(asCallError);
  if (answer instanceof CallError && answer.interrupted) {
    answer = await check(connection, target, { ...asking, retryPolicy: 'single attempt' }).catch(asCallError);
  }
  if (answer instanceof CallError || !answer.ok) {
    asking.warn?.(dateNotKnown(target, answer));
    return { password, registration: { date: null } };
  }
  const now = answer.registration;
  if (hasTarget(now, target) && now) return { password, registration: now };
  throw new ProviderError(changedBySomebodyElse(mac, now));
}

type Standing =
  | { readonly kind: 'target'; readonly registration: Registration }
  | { readonly kind: 'told'; readonly text: string }
  | { readonly kind: 'nothing'; readonly because: Refused | CallError };

/** Restores the former registration of a phone. Returns its current state. */
async function putBack(
  connection: Connection,
  former: Target,
  target: Target,
  calling: CallContext,
): Promise<Standing> {
  const answer = await register(connection, former, calling).catch(asCallError);
  if (answer instanceof CallError) return { kind: 'nothing', because: answer };
  if (answer.ok) return { kind: 'told', text: `Its former registration was put back: ${whatStoodBefore(former)}.` };
  if (answer.refusal.code !== 'mac_already_in_use') return { kind: 'nothing', because: answer };

  // It was registered in the meantime, most likely by the request that seemed to fail.
  const now = await check(connection, target, calling).catch(asCallError);
  if (now instanceof CallError || !now.ok) {
    return { kind: 'told', text: 'Its current registration is unknown. Run plan again to check it.' };
  }
  const { registration } = now;
  if (registration === undefined) return { kind: 'told', text: 'Another account has registered it meanwhile.' };
  if (hasTarget(registration, target)) return { kind: 'target', registration };
  return { kind: 'told', text: `In your account it points to ${describe(registration)} now.` };
}

/** Turns a failed call into an error for the user: `certain` is the state if nothing was changed, `uncertain` if that is unknown. */
const explain =
  (connection: Connection, phone: Phone, certain: string, uncertain: string) =>
  (error: unknown): never => {
    const failure = asCallError(error);
    throw new ProviderError(failed(connection, phone, failure, failure.uncertainty ? uncertain : certain), {
      cause: error,
    });
  };
