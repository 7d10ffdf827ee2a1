import { AutoprovError, type Registration } from '../autoprov/index.ts';
import type { Connection, OnConflict } from './connection.ts';
import { describe, refused, registeredBySomebodyElse, registeredElsewhere, rethrow } from './explain.ts';
import { ProviderError, type Context } from './framework/index.ts';
import { check, deregister, isAt, register, type Registered, type Target } from './phone-calls.ts';

// What create, update and delete of a phone mean. The API has no update and no transaction, so these say exactly what
// stands when something fails on the way.

export interface Outcome {
  readonly registration: Registration;
  /** Null where the answer that carried it was lost, or where the phone was registered before. */
  readonly password: string | null;
}

type Calling = Pick<Context, 'signal' | 'log'>;
type Refusal = Exclude<Registered, { readonly ok: true }>['refusal'];

/**
 * Registers a phone. One that our own account has registered with exactly this URL and name counts as registered: so an
 * interrupted apply converges. With another URL or name, `onConflict` decides.
 */
export async function create(
  connection: Connection,
  target: Target,
  onConflict: OnConflict,
  calling: Calling,
): Promise<Outcome> {
  const { mac } = target;
  const nothing = 'Nothing was changed.';
  const answer = await register(connection, target, calling).catch((error: unknown) =>
    rethrow(connection, mac, error, `It is not known to be registered. If it is, the next apply takes it over.`),
  );
  if (answer.ok) return { password: answer.password, registration: await confirm(connection, target, calling) };
  if (answer.refusal.code !== 'mac_already_in_use') {
    throw new ProviderError(refused(mac, 'registerDevice', answer.refusal, nothing));
  }
  const now = await lookUp(connection, mac, calling, nothing);
  if (now === undefined) throw new ProviderError(registeredBySomebodyElse(mac));
  if (isAt(now, target)) return { password: null, registration: now };
  if (onConflict === 'fail') throw new ProviderError(registeredElsewhere(mac, now));
  return replace(connection, { ...target, url: now.url, providerName: now.providerName }, target, calling);
}

/**
 * Gives a phone another registration: deregister, then register. If the second fails the old one is put back; the error
 * says whether that worked. An interrupt does not stop it half-way.
 */
export async function replace(
  connection: Connection,
  prior: Target,
  target: Target,
  calling: Calling,
): Promise<Outcome> {
  const { mac } = target;
  const before = `It is registered as before.`;
  calling.signal.throwIfAborted();
  const removed = await deregister(connection, mac, calling).catch((error: unknown) =>
    rethrow(connection, mac, error, 'Whether it was deregistered is not known; the next plan will tell.'),
  );
  if (!removed.ok) throw new ProviderError(refused(mac, 'deregisterDevice', removed.refusal, before));

  // From here on the phone is registered nowhere: what follows goes through to its end.
  const steadily: Calling = { ...calling, signal: new AbortController().signal };
  try {
    const answer = await register(connection, target, steadily);
    if (answer.ok) return { password: answer.password, registration: await confirm(connection, target, steadily) };
    throw new RegisterRefused(answer.refusal);
  } catch (error) {
    const stands = await putBack(
      connection,
      prior.macId.includes('-') ? prior : { ...prior, macId: target.macId },
      steadily,
    );
    if (error instanceof RegisterRefused)
      throw new ProviderError(refused(mac, 'registerDevice', error.refusal, stands));
    return rethrow(connection, mac, error, stands);
  }
}

class RegisterRefused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/** Deregisters a phone; one that is not registered any more is done. */
export async function remove(connection: Connection, mac: string, calling: Calling): Promise<void> {
  const answer = await deregister(connection, mac, calling).catch((error: unknown) =>
    rethrow(connection, mac, error, 'Whether it was deregistered is not known; the next apply finds out.'),
  );
  if (!answer.ok) throw new ProviderError(refused(mac, 'deregisterDevice', answer.refusal, 'It stays registered.'));
}

/** The phone's registration in our account, undefined where there is none; errors say that `stands` is the case. */
export async function lookUp(
  connection: Connection,
  mac: string,
  calling: Calling,
  stands = 'Nothing was changed.',
): Promise<Registration | undefined> {
  const answer = await check(connection, mac, calling).catch((error: unknown) =>
    rethrow(connection, mac, error, stands),
  );
  if (answer.ok) return answer.registration;
  throw new ProviderError(refused(mac, 'checkDevice', answer.refusal, stands));
}

/** What the server has noted of a phone that it has just registered; above all the date. */
async function confirm(connection: Connection, target: Target, calling: Calling): Promise<Registration> {
  const { mac } = target;
  const stands = 'The server has registered it; the next apply takes it over.';
  const now = await lookUp(connection, mac, calling, stands);
  if (now && isAt(now, target)) return now;
  throw new ProviderError({
    summary: `Phone ${mac}: the redirect server does not have what it has just registered`,
    detail: `autoprov.registerDevice answered OK, and then checkDevice ${now ? `showed ${describe(now)}` : 'did not know the phone'}. Somebody else may be changing it at the same moment. Plan again to see what stands.`,
  });
}

async function putBack(connection: Connection, prior: Target, calling: Calling): Promise<string> {
  const old = describe({ ...prior, date: 'before' }).replace(', since before', '');
  try {
    const answer = await register(connection, prior, calling);
    if (answer.ok) return `Its former registration was put back: ${old}.`;
    return `PHONE ${prior.mac} IS REGISTERED NOWHERE NOW: it was deregistered, and to put its former registration back, ${old}, was refused as well (${answer.refusal.code}). Correct what was refused and apply again: the next apply registers it.`;
  } catch (error) {
    if (!(error instanceof AutoprovError)) throw error;
    return `PHONE ${prior.mac} IS PROBABLY REGISTERED NOWHERE NOW: it was deregistered, and putting its former registration back, ${old}, failed as well (${error.message}). Apply again as soon as the server answers: the next apply registers it.`;
  }
}
