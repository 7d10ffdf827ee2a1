import type { CallContext } from '../../api/attempt.ts';
import { asCallError, CallError } from '../../api/call-with-reconciliation.ts';
import { check, isAt, type Phone, type Refused } from '../../api/check.ts';
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
import type { Registration } from '#autoprov';
import { ProviderError, type Context } from '#framework';

// What create, update and delete of a phone mean. The API has no update and no transaction, so these say exactly what
// stands when something fails on the way.

export interface Outcome {
  /** The date is null where it could not be asked for; the next read tells it. */
  readonly registration: { readonly date: string | null };
  /** Null where the answer that carried it was lost, or where the phone was registered before. */
  readonly password: string | null;
}

type Asking = CallContext & Partial<Pick<Context, 'warn'>>;

/**
 * Registers a phone. One that our own account has registered with exactly this URL and name counts as registered: so an
 * interrupted apply converges. With another URL or name, `onConflict` decides.
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
  if (isAt(now, target)) return { password: null, registration: now };
  if (onConflict === 'fail') throw new ProviderError(registeredElsewhere(now, answer));
  return replace(connection, { ...target, url: now.url, providerName: now.providerName }, target, asking);
}

/**
 * Gives a phone another registration: deregister, then register. If the second fails the old one is put back; the error
 * says whether that worked. Once it has begun, an interrupt does not stop it half-way.
 */
export async function replace(connection: Connection, prior: Target, target: Target, asking: Asking): Promise<Outcome> {
  const { mac } = target;
  const before = 'It is registered as before.';
  // Either MAC-ID will do: a bare MAC is what an import may have left, or what the configuration has been shortened to.
  const macId = [target.macId, prior.macId].find((text) => text.includes('-'));
  if (macId === undefined) throw new ProviderError(cannotBeRegisteredAgain(mac));
  const wanted = { ...target, macId };
  const removed = await deregister(connection, wanted, asking).catch(
    explain(connection, wanted, before, 'Whether it was deregistered is not known'),
  );
  if (!removed.ok) throw new ProviderError(refused(wanted, removed, before));

  // From here on the phone is registered nowhere: what follows goes through to its end.
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

/** Deregisters a phone; one that is not registered any more is done. */
export async function remove(connection: Connection, phone: Phone, calling: CallContext): Promise<void> {
  const stays = 'It stays registered.';
  const answer = await deregister(connection, phone, calling).catch(
    explain(connection, phone, stays, 'Whether it was deregistered is not known'),
  );
  if (!answer.ok) throw new ProviderError(refused(phone, answer, stays));
}

/** The phone's registration in our account, undefined where there is none: as it was a moment ago, with few calls. */
export const read = (connection: Connection, phone: Phone, calling: CallContext): Promise<Registration | undefined> =>
  told(connection, phone, connection.registrationCache.find(phone, calling), 'Nothing was changed.');

/** The same as it is now; errors say that `stands` is the case. */
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
 * What the server has noted of a phone that it has just registered: the date, where its answer did not tell. The phone is
 * registered whether or not the server can be asked: a failure to ask is a warning, for with an error the state would not
 * know it.
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
  if (isAt(now, target) && now) return { password, registration: now };
  throw new ProviderError(changedBySomebodyElse(mac, now));
}

type Standing =
  | { readonly kind: 'target'; readonly registration: Registration }
  | { readonly kind: 'told'; readonly text: string }
  | { readonly kind: 'nothing'; readonly because: Refused | CallError };

/** Restores what a phone had before it was deregistered; tells what stands then. */
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

  // Somebody has registered it meanwhile: most likely the request that seemed to fail.
  const now = await check(connection, target, calling).catch(asCallError);
  if (now instanceof CallError || !now.ok) {
    return { kind: 'told', text: 'Its current registration is unknown. Run plan again to check it.' };
  }
  const { registration } = now;
  if (registration === undefined) return { kind: 'told', text: 'Another account has registered it meanwhile.' };
  if (isAt(registration, target)) return { kind: 'target', registration };
  return { kind: 'told', text: `In your account it points to ${describe(registration)} now.` };
}

/** Makes an error for people of a failed call: with `certain` where it changed nothing, `uncertain` where nobody knows. */
const explain =
  (connection: Connection, phone: Phone, certain: string, uncertain: string) =>
  (error: unknown): never => {
    const failure = asCallError(error);
    throw new ProviderError(failed(connection, phone, failure, failure.uncertainty ? uncertain : certain), {
      cause: error,
    });
  };
