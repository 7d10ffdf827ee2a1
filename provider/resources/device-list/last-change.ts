import { named, phones } from '../failures.ts';
import { isNothing, type Difference } from './difference.ts';
import type { ResolvedFleet } from './resolved-fleet.ts';
import { targetAt } from './resolved-fleet.ts';
import { collectRoutes, type RouteGroup, type RouteKind, type RoutesOfKind } from './route-groups.ts';

// What a change does, in words. A plan shows the last change of the state beside the planned one, and the state keeps the
// planned text, so the two must differ in something that does not depend on the time: each change has a number.

/** A large new fleet is only counted. */
const MAX_NAMED_NEW = 20;

/** The routes of a change, by kind. */
export function routesOf(prior: ResolvedFleet, next: ResolvedFleet, difference: Difference): readonly RoutesOfKind[] {
  const { registers, changes, changesFrom, deregisters } = difference;
  const routes = collectRoutes();
  for (const at of registers) routes.add({ mac: next.fleet.macs[at] ?? 0, to: targetAt(next, at) });
  changes.forEach((at, place) => {
    const from = targetAt(prior, changesFrom[place] ?? 0);
    routes.add({ mac: next.fleet.macs[at] ?? 0, from, to: targetAt(next, at) });
  });
  for (const at of deregisters) routes.add({ mac: prior.fleet.macs[at] ?? 0, from: targetAt(prior, at) });
  return routes.result();
}

/**
 * One line for the reviewer of a plan, which hides the phones: `change 7: registered 2 phones with http://b/: MACs;
 * re-pointed 3 phones from http://a/ to http://b/: MACs; deregistered …`. Its length does not depend on the fleet's size.
 *
 * @param before the last change of the state
 */
export function lastChange(
  prior: ResolvedFleet,
  next: ResolvedFleet,
  difference: Difference,
  before?: string | null,
): string {
  return `change ${numberOf(before) + 1}: ${whatChanged(prior, next, difference)}`;
}

function whatChanged(prior: ResolvedFleet, next: ResolvedFleet, difference: Difference): string {
  if (isNothing(difference)) {
    const { identified } = difference;
    if (identified === 0) return 'no phone changed';
    return `no phone changed; the ${identified === 1 ? 'ID of 1 phone' : `IDs of ${identified} phones`} became known`;
  }
  const isNew = prior.fleet.size === 0 && difference.registers.length > MAX_NAMED_NEW;
  return routesOf(prior, next, difference)
    .flatMap((of) => phrases(of, 'past', { isNamed: !isNew }))
    .join('; ');
}

const numberOf = (change: string | null | undefined): number =>
  Number(/^change (\d{1,9}):/.exec(change ?? '')?.[1] ?? 0);

/** What is done to phones, as a plan (`past`: what the apply will have changed) and a warning (`present`) say it. */
export const verbs: Readonly<Record<RouteKind, { readonly past: string; readonly present: string }>> = {
  register: { past: 'registered', present: 'registers' },
  're-point': { past: 're-pointed', present: 're-points' },
  change: { past: 'changed', present: 'changes' },
  deregister: { past: 'deregistered', present: 'deregisters' },
};

/** The groups of a kind, one phrase each: `re-points 3 phones from http://a/… to http://b/…: MACs`. */
export function phrases(
  { kind, groups, others }: RoutesOfKind,
  tense: 'past' | 'present',
  { isNamed = true }: { readonly isNamed?: boolean } = {},
): readonly string[] {
  const verb = verbs[kind][tense];
  const texts = groups.map((group) => {
    const what = `${verb} ${phones(group.count)} ${describeRoute(group)}`;
    return isNamed ? `${what}: ${named(group.macs, group.count)}` : what;
  });
  return others > 0 ? [...texts, `${verb} ${phones(others)} with other URLs`] : texts;
}

function describeRoute({ kind, from = '', to = '', names }: RouteGroup): string {
  const [before, after] = names?.map((name) => JSON.stringify(name)) ?? [];
  switch (kind) {
    case 'register':
      return `with ${to}`;
    case 'deregister':
      return `from ${from}`;
    case 're-point':
      return names === undefined
        ? `from ${from} to ${to}`
        : `from ${from} (provider name ${before}) to ${to} (provider name ${after})`;
    case 'change':
      return names === undefined
        ? `of ${to} (credentials or ID)`
        : `of ${to} from the provider name ${before} to ${after}`;
  }
}
