import {
  changeRegistrations,
  check,
  type Batch,
  type CallContext,
  type Changes,
  type Connection,
  type Registered,
  type RegisteredPolicy,
} from '../../api/index.ts';
import { asCallError, callFailed, CallError, secretsOf } from '../../diagnostics/index.ts';
import { readForPlan, type UNREAD } from '../read-for-plan.ts';
import { changedMeanwhile, changeFailed, dateUnknown, refused, staysRegistered } from './messages.ts';
import { hasTarget, hexValue, type MacId, NO_ID, type RedirectTarget, type Registration } from '#autoprov';
import { ProviderError, type Context, type Problem } from '#framework';

// Changes and reads one phone: a batch of one.

type ApplyContext = CallContext & Pick<Context, 'warn'>;

/** A phone and its redirect target. */
export interface PhoneWithTarget {
  readonly phone: MacId;
  readonly target: RedirectTarget;
}

/**
 * Registers a phone. By default, a phone that has its target already is registered again: it may be the one that this resource
 * replaces (create_before_destroy), and only a registration returns its password. @throws ProviderError
 */
export function registerPhone(
  connection: Connection,
  wanted: PhoneWithTarget,
  policy: RegisteredPolicy,
  context: ApplyContext,
): Promise<Registered> {
  const { phone, target } = wanted;
  const redacting = withSecrets(context, wanted);
  const registers = [batchOf(phone, phone, null, target)];
  // The lock must outlast the lookup of a conflict, or a destroy could come in between.
  return connection.locks.withLock([phone.mac], async () => {
    const registered = await change(connection, { registers }, redacting, policy);
    return withDate(connection, wanted, registered, redacting);
  });
}

/** Gives a phone another target, or restores the former one if that fails. @throws ProviderError */
export async function movePhone(
  connection: Connection,
  former: PhoneWithTarget,
  wanted: PhoneWithTarget,
  context: ApplyContext,
): Promise<Registered> {
  const redacting = withSecrets(context, former, wanted);
  const moves = [batchOf(wanted.phone, former.phone, former.target, wanted.target)];
  return withDate(connection, wanted, await change(connection, { moves }, redacting), redacting);
}

/** Deregisters a phone. A phone that is not registered any more counts as deregistered. @throws ProviderError */
export async function deregisterPhone(
  connection: Connection,
  former: PhoneWithTarget,
  context: ApplyContext,
): Promise<void> {
  const { phone, target } = former;
  await change(connection, { deregisters: [batchOf(phone, phone, target, null)] }, withSecrets(context, former));
}

/** Redacts the secrets of these phones from the server's answers. */
const withSecrets = (context: ApplyContext, ...phones: readonly PhoneWithTarget[]): ApplyContext => ({
  ...context,
  secrets: phones.flatMap(({ phone, target }) => secretsOf({ id: phone.id, url: target.url })),
});

/** Either ID serves if only one is known: an import leaves a bare MAC, and a configuration may be shortened to it. */
const batchOf = (
  { mac, id }: MacId,
  { id: formerId }: MacId,
  from: RedirectTarget | null,
  to: RedirectTarget | null,
): Batch => ({
  from,
  to,
  phones: {
    macs: Float64Array.of(hexValue(mac)),
    ids: Int32Array.of(idValue(id ?? formerId)),
    formerIds: Int32Array.of(idValue(formerId ?? id)),
  },
});

const idValue = (id: string | undefined): number => (id === undefined ? NO_ID : hexValue(id));

/** Changes one phone. Returns the server's answer if it was registered. @throws ProviderError */
async function change(
  connection: Connection,
  changes: Changes,
  context: ApplyContext,
  policy: RegisteredPolicy = { onConflict: 'fail', onRegisteredAlready: 'register again' },
): Promise<Registered> {
  let registered: Registered = { date: null, password: null };
  const outcome = await changeRegistrations({
    connection,
    context,
    changes,
    ...policy,
    onFailure: 'continue',
    isLocked: changes.registers !== undefined,
    onRegistered: (_, answer) => (registered = answer),
  });
  const [failure] = outcome.failures;
  const [claimed] = outcome.claimed;
  if (claimed !== undefined) context.warn(staysRegistered(claimed));
  if (failure) {
    const cause = failure.reason.kind === 'call failed' ? failure.reason.error : undefined;
    throw new ProviderError(changeFailed(connection, failure), { cause });
  }
  if (outcome.isCutShort) {
    throw new ProviderError({ summary: 'Interrupted', detail: 'Nothing was changed. Apply again to continue.' });
  }
  return registered;
}

/** How long an interrupted apply waits for the date of a registration. */
const INTERRUPTED_MS = 800;

/**
 * Adds the date of a registration if the server's answer did not contain it. The phone is registered in any case, so a
 * failure to read the date is a warning: after an error the state would not contain the phone.
 */
async function withDate(
  connection: Connection,
  { phone, target }: PhoneWithTarget,
  registered: Registered,
  context: ApplyContext,
): Promise<Registered> {
  if (registered.date !== null) return registered;
  let answer = await check(connection, phone, context).catch(asCallError);
  if (answer instanceof CallError && answer.isInterrupted) {
    answer = await check(connection, phone, {
      ...context,
      retryPolicy: 'single attempt',
      timeoutMs: INTERRUPTED_MS,
    }).catch(asCallError);
  }
  if (answer instanceof CallError || !answer.ok) {
    context.warn(dateUnknown(phone.mac, answer));
    return registered;
  }
  const { registration } = answer;
  if (!registration || !hasTarget(registration, target)) {
    throw new ProviderError(changedMeanwhile(phone.mac, registration));
  }
  return { ...registered, date: registration.date };
}

/** The phone's recent registration in our account, read with few calls; undefined if there is none. @throws ProviderError */
export const readPhone = (
  connection: Connection,
  phone: MacId,
  context: CallContext,
): Promise<Registration | undefined> =>
  registrationOf(connection, phone, connection.registrationCache.get(phone, context));

/** The same for the plan of a resource; UNREAD if the server is failing and another read reports that. @throws ProviderError */
export const readPhoneForPlan = (
  connection: Connection,
  phone: MacId,
  context: ApplyContext,
): Promise<Registration | undefined | typeof UNREAD> =>
  readForPlan(
    connection,
    {
      phones: { count: 1, macs: [phone.mac] },
      ask: async () => answered(phone, await connection.registrationCache.get(phone, context)),
      failed: (error) => notRead(connection, phone, error),
    },
    context,
  );

/** The same as of now. @throws ProviderError */
export const checkPhone = (
  connection: Connection,
  phone: MacId,
  context: CallContext,
): Promise<Registration | undefined> => registrationOf(connection, phone, check(connection, phone, context));

async function registrationOf(
  connection: Connection,
  phone: MacId,
  asked: ReturnType<typeof check>,
): Promise<Registration | undefined> {
  const answer = await asked.catch(asCallError);
  if (answer instanceof CallError) throw new ProviderError(notRead(connection, phone, answer), { cause: answer });
  return answered(phone, answer);
}

/** The registration in an answer. @throws ProviderError if it is a refusal */
function answered({ mac }: MacId, answer: Awaited<ReturnType<typeof check>>): Registration | undefined {
  if (answer.ok) return answer.registration;
  throw new ProviderError(refused(`Phone ${mac} could not be read`, answer, 'Nothing was changed.'));
}

const notRead = (connection: Connection, { mac }: MacId, error: CallError): Problem =>
  callFailed(connection, mac, `Phone ${mac} could not be read`, error, 'Nothing was changed.');
