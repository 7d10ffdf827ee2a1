import type { Plan, State } from './attributes.ts';
import { difference, isNothing, type Difference } from './difference.ts';
import { digest } from './digest.ts';
import { lastChange } from './last-change.ts';
import { asProblems } from './line-errors.ts';
import { readFleet } from './recent-fleets.ts';
import { noFleet, placed, type Defaults, type ResolvedFleet } from './resolved-fleet.ts';
import { fleetInState, separateIds, withSeparateIds, withWriteOnlyIds } from './separate-ids.ts';
import { unmanaged, without } from './unmanaged.ts';
import { isKnown, isUnknown, ProviderError, unknown, type PrivateState, type Unknown } from '#framework';

/** A completely known change: prior fleet, next fleet and their difference. */
export interface Change {
  readonly prior: ResolvedFleet;
  readonly next: ResolvedFleet;
  readonly difference: Difference;
}

/** The change of a plan, as far as it is known. */
export type PlannedChange =
  | Change
  | {
      readonly next: ResolvedFleet | undefined;
      readonly difference: undefined;
      /** The change as it is with any IDs, if only these are unknown. */
      readonly exceptIds?: Change;
    };

/** @throws ProviderError if the text is invalid */
export function plannedChange(prior: State | null, plan: Plan, config: Plan, kept: PrivateState): PlannedChange {
  if (!isKnown(plan.devices)) return { next: undefined, difference: undefined };
  const parsed = readFleet(plan.devices);
  if (!parsed.ok) throw new ProviderError(asProblems(parsed.problems));
  const { fleet } = parsed;
  const defaults = defaultsOf(plan, config);
  if (!defaults) return { next: { fleet, places: [] }, difference: undefined };
  const before = oursInState(prior, kept);
  const ids = separateIds(config);
  const changeWith = (known: Exclude<typeof ids, Unknown>): Change => {
    const next = placed(withSeparateIds(fleet, known), defaults);
    const former = { ...before, fleet: withWriteOnlyIds(before.fleet, known) };
    return { prior: former, next, difference: difference(former, next) };
  };
  if (!isUnknown(ids)) return changeWith(ids);
  const exceptIds = changeWith(null);
  return { next: exceptIds.next, difference: undefined, exceptIds };
}

/** The fleet of the state; empty without a state. */
export function resolvedState(state: State | null): ResolvedFleet {
  if (state === null) return noFleet;
  const defaults = defaultsOf(state, null);
  return defaults ? placed(fleetInState(state), defaults) : noFleet;
}

/** The managed phones of the state. */
export const oursInState = (state: State | null, kept: PrivateState): ResolvedFleet =>
  without(resolvedState(state), unmanaged(kept));

/** Undefined if one of them is unknown. `config` contains the write-only password; a state does not. */
export function defaultsOf(values: Pick<Plan, 'url' | 'url_credentials' | 'provider_name'>, config: Plan | null) {
  const { url, url_credentials: credentials, provider_name: providerName } = values;
  if (isUnknown(url) || isUnknown(credentials) || isUnknown(providerName)) return undefined;
  if (credentials === null) return { url, credentials, providerName } satisfies Defaults;
  const { username, password, password_wo_version: version } = credentials;
  const configured = config?.url_credentials ?? null;
  const writeOnly = isUnknown(configured) ? undefined : (configured?.password_wo ?? null);
  if (isUnknown(username) || isUnknown(password) || isUnknown(version) || !isKnownOrNull(writeOnly)) return undefined;
  return { url, credentials: { username, password, version, writeOnly }, providerName } satisfies Defaults;
}

const isKnownOrNull = <T>(value: T): value is Exclude<T, undefined | typeof unknown> =>
  value !== undefined && !isUnknown(value);

type Computed = Pick<Plan, 'device_count' | 'digest' | 'last_change' | 'failed' | 'failed_count'>;

/** The computed attributes, as far as they are known before the apply. */
export function computedValues(prior: State | null, plan: Plan, change: PlannedChange): Computed {
  const { next } = change;
  const device_count = next ? next.fleet.size : unknown;
  if (!change.difference) {
    return { device_count, digest: unknown, last_change: unknown, failed: unknown, failed_count: unknown };
  }
  const values = {
    device_count,
    digest: digest(change.next),
    last_change: lastChange(change.prior, change.next, change.difference, prior?.last_change),
  };
  if (isNothing(change.difference)) {
    return { ...values, failed: prior?.failed ?? {}, failed_count: prior?.failed_count ?? 0 };
  }
  // With rollback, nothing has failed if there is a state afterwards.
  return plan.on_failure === null || plan.on_failure === 'rollback'
    ? { ...values, failed: {}, failed_count: 0 }
    : { ...values, failed: unknown, failed_count: unknown };
}
