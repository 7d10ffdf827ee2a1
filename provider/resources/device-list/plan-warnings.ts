import { type CallContext, type Connection, type OnConflict, PLAN_WARNING_TIMEOUT_MS } from '../../api/index.ts';
import { asCallError, CallError, notAskedAtPlan } from '../../diagnostics/index.ts';
import { MAX_NAMED } from '../failures.ts';
import { routesOf } from './last-change.ts';
import type { FileAttribute } from './line-errors.ts';
import {
  claimedTwiceAtPlan,
  macsWithLines,
  registeredElsewhereAtPlan,
  rePointsPhones,
  takenOverAtPlan,
  withoutIds,
} from './messages.ts';
import type { Change } from './planned-values.ts';
import { lookAmong } from './registered-fleet.ts';
import { targetAt, sameTarget } from './resolved-fleet.ts';
import { type Fleet, macAt, macText, NO_ID } from '#autoprov';
import type { Context } from '#framework';

type Asking = CallContext & Pick<Context, 'warn'>;

/** For more phones than this, the list takes longer than a single attempt allows, so the default retry policy applies. */
const MANY_PHONES = 10_000;

/** Warns of phones that cannot be registered because their IDs are unknown. */
export function warnOfMissingIds(
  { prior, next, difference }: Change,
  idsIn: FileAttribute | undefined,
  { warn }: Pick<Asking, 'warn'>,
): void {
  const { registers, changes, changesFrom } = difference;
  const bare: number[] = [];
  for (const at of registers) if (next.fleet.ids[at] === NO_ID) bare.push(at);
  changes.forEach((at, place) => {
    if (next.fleet.ids[at] === NO_ID && prior.fleet.ids[changesFrom[place] ?? 0] === NO_ID) bare.push(at);
  });
  if (bare.length === 0) return;
  const first = bare.sort((a, b) => a - b).slice(0, MAX_NAMED);
  warn(withoutIds(macsWithLines(next.fleet, first), bare.length, idsIn));
}

/**
 * Warns of phones to be registered that are already registered, by hand or by another configuration.
 *
 * @param isNew whether the whole fleet is to be created
 */
export async function warnOfRegistrations(
  connection: Connection,
  { next, difference }: Change,
  { isNew, onConflict }: { readonly isNew: boolean; readonly onConflict: OnConflict },
  asking: Asking,
): Promise<void> {
  const { planSession } = connection;
  const { registers } = difference;
  if (registers.length === 0 || planSession.isApply || planSession.isUnreachable()) return;
  // The engine plans again before it applies. That second plan of an existing fleet asks nothing.
  if (!isNew && !planSession.hasReadFleet) return;
  // A warning is not worth waiting for a server that is failing.
  const calling: CallContext = {
    ...asking,
    abandoned: asking.signal,
    retryPolicy: registers.length > MANY_PHONES ? 'default' : 'single attempt',
    timeoutMs: PLAN_WARNING_TIMEOUT_MS,
  };
  const found = await lookAmong(connection, next.fleet, registers, calling).catch(asCallError);
  if (found instanceof CallError) {
    if (!asking.signal.aborted && planSession.recordUnreachable()) asking.warn(notAskedAtPlan(connection, found));
    return;
  }
  const same: string[] = [];
  const other: { readonly mac: string; readonly url: string; readonly providerName: string }[] = [];
  for (const at of registers) {
    const destination = found(next.fleet.macs[at] ?? 0);
    if (destination?.url === undefined || destination.url === null) continue;
    const mac = macAt(next.fleet, at);
    // A phone in the state of another resource is being moved.
    if (planSession.isInState(mac)) continue;
    const { url, providerName } = destination;
    const there = { url, plainUrl: url, providerName: providerName ?? '', credentials: undefined, username: undefined };
    if (sameTarget(there, targetAt(next, at))) same.push(mac);
    else other.push({ mac, url, providerName: providerName ?? '' });
  }
  if (same.length > 0) asking.warn(takenOverAtPlan(same));
  if (other.length > 0) asking.warn(registeredElsewhereAtPlan(other, onConflict));
}

/** Warns of phones that the apply sends to other URLs, because a phone with a wrong URL finds no server. */
export function warnOfRePoints({ planSession }: Connection, change: Change, { warn }: Pick<Asking, 'warn'>): void {
  // See warnOfRegistrations: the plan before an apply has warned already.
  if (change.difference.changes.length === 0 || planSession.isApply || !planSession.hasReadFleet) return;
  const routes = routesOf(change.prior, change.next, change.difference).find(({ kind }) => kind === 're-point');
  if (routes) warn(rePointsPhones(routes));
}

/** Fleets up to this size are tracked phone by phone. */
const MAX_TRACKED_FLEET = 10_000;

/** Notes the phones of a state that is read, for the plans of other resources that they may move to. */
export function noteInState({ planSession }: Connection, { macs, size }: Fleet): void {
  planSession.hasReadFleet = true;
  if (size > MAX_TRACKED_FLEET) return;
  for (const mac of macs) planSession.addToState(macText(mac));
}

/** Warns if another resource of the configuration has phones of this fleet. */
export function warnOfSecondClaims({ planSession }: Connection, { next, difference }: Change, { warn }: Asking): void {
  if (planSession.isApply || next.fleet.size > MAX_TRACKED_FLEET) return;
  const fresh = new Set(difference.registers);
  const twice = Array.from(next.fleet.macs.keys(), (at) => ({ at, mac: macAt(next.fleet, at) }))
    .filter(({ at, mac }) => !planSession.claim(mac, fresh.has(at) ? 'new' : 'kept'))
    .map(({ mac }) => mac);
  if (twice.length > 0) warn(claimedTwiceAtPlan(twice));
}
