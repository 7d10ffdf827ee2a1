import type { Calling } from '../../api/attempt.ts';
import { asFailure, CallFailed } from '../../api/carry-through.ts';
import type { Connection, OnConflict } from '../../api/connection.ts';
import { notAskedAtPlan } from '../../diagnostics/at-plan.ts';
import { macAt, NO_ID, type Fleet } from './fleet.ts';
import { macText } from './mac-number.ts';
import { placeAt, samePlace } from './placed-fleet.ts';
import type { Change } from './planned-values.ts';
import { lookAmong } from './registered-fleet.ts';
import { claimedTwiceAtPlan, registeredElsewhereAtPlan, takenOverAtPlan, withoutIds } from './words.ts';
import type { Context } from '#framework';

type Asking = Calling & Pick<Context, 'warn'>;

/** Beyond this many phones the list is long, and worth the wait. */
const MANY = 10_000;

/** Warns of phones that cannot be registered anew, since their IDs are not known. */
export function warnOfMissingIds({ prior, next, difference }: Change, { warn }: Pick<Asking, 'warn'>): void {
  const { registers, changes, changesFrom } = difference;
  const bare: number[] = [];
  for (const at of registers) if (next.fleet.ids[at] === NO_ID) bare.push(at);
  changes.forEach((at, place) => {
    if (next.fleet.ids[at] === NO_ID && prior.fleet.ids[changesFrom[place] ?? 0] === NO_ID) bare.push(at);
  });
  if (bare.length === 0) return;
  const first = bare.sort((a, b) => a - b).slice(0, 20);
  warn(
    withoutIds(
      first.map((at) => macAt(next.fleet, at)),
      bare.length,
    ),
  );
}

/**
 * Warns of phones that are to be registered and are registered already, by hand or by another configuration.
 *
 * @param isNew whether the whole fleet is to be created
 */
export async function warnOfRegistrations(
  connection: Connection,
  { next, difference }: Change,
  { isNew, onConflict }: { readonly isNew: boolean; readonly onConflict: OnConflict },
  asking: Asking,
): Promise<void> {
  const { planNotes } = connection;
  const { registers } = difference;
  if (registers.length === 0 || planNotes.isApply || planNotes.isSilent()) return;
  // The engine plans once more before it applies: what has a state is not looked at again then.
  if (!isNew && !planNotes.wasRead) return;
  // Nothing hangs on it: a server in trouble is not waited for.
  const calling: Calling = { ...asking, patience: registers.length > MANY ? 'usual' : 'once' };
  const found = await lookAmong(connection, next.fleet, registers, calling).catch(asFailure);
  if (found instanceof CallFailed) {
    if (!asking.signal.aborted && planNotes.noteSilence()) asking.warn(notAskedAtPlan(connection, found));
    return;
  }
  const same: string[] = [];
  const other: { readonly mac: string; readonly url: string; readonly providerName: string }[] = [];
  for (const at of registers) {
    const destination = found(next.fleet.macs[at] ?? 0);
    if (destination?.url === undefined || destination.url === null) continue;
    const mac = macAt(next.fleet, at);
    // One that the state of another resource has is being moved.
    if (planNotes.isInState(mac)) continue;
    const { url, providerName } = destination;
    const there = { url, plainUrl: url, providerName: providerName ?? '', credentials: undefined, username: undefined };
    if (samePlace(there, placeAt(next, at))) same.push(mac);
    else other.push({ mac, url, providerName: providerName ?? '' });
  }
  if (same.length > 0) asking.warn(takenOverAtPlan(same));
  if (other.length > 0) asking.warn(registeredElsewhereAtPlan(other, onConflict));
}

/** Fleets up to this size are remembered phone by phone. */
const REMEMBERED = 10_000;

/** Remembers the phones of a state that is read, for the plans of other resources to which they may be about to move. */
export function noteInState({ planNotes }: Connection, { macs, size }: Fleet): void {
  planNotes.wasRead = true;
  if (size > REMEMBERED) return;
  for (const mac of macs) planNotes.inState(macText(mac));
}

/** Warns where another resource of the configuration has phones of this fleet. */
export function warnOfSecondClaims({ planNotes }: Connection, { next, difference }: Change, { warn }: Asking): void {
  if (planNotes.isApply || next.fleet.size > REMEMBERED) return;
  const fresh = new Set(difference.registers);
  const twice = Array.from(next.fleet.macs.keys(), (at) => ({ at, mac: macAt(next.fleet, at) }))
    .filter(({ at, mac }) => !planNotes.claim(mac, fresh.has(at) ? 'new' : 'kept'))
    .map(({ mac }) => mac);
  if (twice.length > 0) warn(claimedTwiceAtPlan(twice));
}
