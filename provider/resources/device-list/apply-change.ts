import {
  changeRegistrations,
  findRegistrations,
  isUnchanged,
  onConflictOf,
  type CallContext,
  type ChangeOutcome,
  type Connection,
  type Failure,
} from '../../api/index.ts';
import { asCallError, CallError } from '../../diagnostics/index.ts';
import { codeOf } from '../failures.ts';
import { actualFleet } from './actual-fleet.ts';
import type { Planned, State } from './attributes.ts';
import { changesOf, type ChangesRequest } from './changes.ts';
import { digest } from './digest.ts';
import { changeFailed, changedInPart, readFailed, stayRegistered } from './messages.ts';
import {
  computedValues,
  defaultsOf,
  oursInState,
  resolvedState,
  plannedChange,
  type Change,
} from './planned-values.ts';
import { noDefaults, noFleet, targetAt, type ResolvedFleet } from './resolved-fleet.ts';
import { stateTexts } from './separate-ids.ts';
import { keepUnmanaged } from './unmanaged.ts';
import { type Fleet, macAt, macText } from '#autoprov';
import { ProviderError, type ResourceContext } from '#framework';

// Create, update and delete of a fleet: the requests, and the state afterwards.

type Asking = CallContext & Pick<ResourceContext<Connection>, 'warn' | 'private'>;

/** Changes the registrations from the state to the plan. @throws ProviderError, with the new state if it differs */
export async function applyChange(
  connection: Connection,
  values: { readonly prior: State | null; readonly plan: Planned; readonly config: Planned },
  asking: Asking,
): Promise<State> {
  const { prior, plan, config } = values;
  const change = plannedChange(prior, plan, config, asking.private);
  if (!change.difference) throw new Error('a change of which not all is known at apply');
  const rollback = plan.on_failure !== 'continue';
  const outcome = await changeRegistrations({
    connection,
    context: asking,
    changes: changesOf({
      ...change,
      batchSize: connection.batchSize,
      formerTarget: await formerTargets(connection, change, asking),
    }),
    onConflict: onConflictOf(connection, plan.on_conflict),
    onFailure: rollback ? 'rollback' : 'continue',
  });
  const { failures, claimed, isCutShort, done, recognised } = outcome;
  if (claimed.length > 0) asking.warn(stayRegistered(claimed));
  const state = settled(prior, plan, change, failures);
  const isWriteOnly = config.ids_wo !== null;
  const standing = (of: State): State => actualStateAfter(of, change.prior, outcome, { isWriteOnly });
  if (failures.length === 0 && !isCutShort) {
    keepUnmanaged(asking.private, []);
    return state;
  }
  const refused = failures.filter(({ step }) => step === 'registered').map(({ mac }) => mac);

  if (prior === null) {
    // A state returned with an error would be tainted, and the next apply would deregister the whole fleet.
    if (rollback || done.length + recognised === 0)
      throw new ProviderError(changeFailed(connection, outcome, 'create'));
    asking.warn(changedInPart(connection, outcome, 'change'));
    keepUnmanaged(asking.private, refused);
    return state;
  }
  if (rollback) {
    const asBefore = done.length + outcome.notUndone.length === 0 && failures.every(isUnchanged);
    throw new ProviderError(changeFailed(connection, outcome, 'update'), asBefore ? {} : { state: standing(prior) });
  }
  if (isCutShort) throw new ProviderError(changedInPart(connection, outcome, 'change'), { state: standing(prior) });
  asking.warn(changedInPart(connection, outcome, 'change'));
  keepUnmanaged(asking.private, refused);
  return state;
}

/** Deregisters all phones of the state. @throws ProviderError, with the remaining phones */
export async function removeFleet(connection: Connection, prior: State, asking: Asking): Promise<void> {
  const placed = oursInState(prior, asking.private);
  const all = Uint32Array.from(placed.fleet.macs.keys());
  const nothing = new Uint32Array(0);
  const outcome = await changeRegistrations({
    connection,
    context: asking,
    changes: changesOf({
      prior: placed,
      next: noFleet,
      difference: { registers: nothing, changes: nothing, changesFrom: nothing, deregisters: all, identified: 0 },
      batchSize: connection.batchSize,
      formerTarget: () => undefined,
    }),
    onConflict: 'fail',
    onFailure: 'continue',
  });
  if (outcome.claimed.length > 0) asking.warn(stayRegistered(outcome.claimed));
  if (outcome.failures.length === 0 && !outcome.isCutShort) return;
  throw new ProviderError(changedInPart(connection, outcome, 'delete'), {
    state: actualStateAfter(prior, placed, outcome),
  });
}

/**
 * The current registrations, which may have to be restored. A write-only password is not in the state but on the server.
 */
async function formerTargets(
  connection: Connection,
  { prior, difference }: Change,
  calling: CallContext,
): Promise<ChangesRequest['formerTarget']> {
  const unclear: string[] = [];
  for (const at of [...difference.changesFrom, ...difference.deregisters]) {
    if (targetAt(prior, at).url === undefined) unclear.push(macAt(prior.fleet, at));
  }
  if (unclear.length === 0) return () => undefined;
  const found = await findRegistrations(connection, unclear, [], calling).catch(asCallError);
  if (found instanceof CallError) throw new ProviderError(readFailed(connection, found));
  return (mac) => found.get(macText(mac));
}

/** The maximum size of `failed`, because engines take quadratic time for the elements of a map. */
const MAX_FAILED = 100;

function settled(prior: State | null, plan: Planned, change: Change, failures: readonly Failure[]): State {
  const { device_count, digest: fingerprint, last_change } = known(computedValues(prior, plan, change));
  const bySize = failures.toSorted((a, b) => a.mac - b.mac).slice(0, MAX_FAILED);
  return {
    ...plan,
    device_count,
    digest: fingerprint,
    last_change,
    failed: Object.fromEntries(bySize.map(({ mac, reason }) => [macText(mac), codeOf(reason)])),
    failed_count: failures.length,
  };
}

function known({ device_count, digest: fingerprint, last_change }: ReturnType<typeof computedValues>) {
  if (typeof device_count !== 'number' || typeof fingerprint !== 'string' || typeof last_change !== 'string') {
    throw new Error('something is not known after the apply');
  }
  return { device_count, digest: fingerprint, last_change };
}

const actualStateAfter = (
  state: State,
  prior: ResolvedFleet,
  { done, failures, notUndone }: ChangeOutcome,
  ids?: { readonly isWriteOnly: boolean },
): State =>
  withFleet(
    state,
    actualFleet(prior.fleet, done, [...failures, ...notUndone], defaultsOf(state, null) ?? noDefaults),
    ids,
  );

/** The state with these phones and their computed values. */
export function withFleet(state: State, fleet: Fleet, ids?: { readonly isWriteOnly: boolean }): State {
  const now = { ...state, ...stateTexts(fleet, state, ids) };
  return { ...now, device_count: fleet.size, digest: digest(resolvedState(now)) };
}
