import { named, phones } from '../failures.ts';
import type { State } from './attributes.ts';
import { verbs } from './last-change.ts';
import type { Seen } from './registered-fleet.ts';
import type { RouteGroup, RoutesOfKind } from './route-groups.ts';
import { hexValue } from '#autoprov';
import type { Problem } from '#framework';

// Changes outside Terraform: what was declared for the phones, and what the server has now.

/** Whether the last apply could not change a phone. It is not as declared, but that is not drift. */
export function failedBefore({ failed, failed_count: count }: State): (mac: number) => boolean {
  const macs = new Set(Object.keys(failed ?? {}).map(hexValue));
  // `failed` has a maximum size, so any phone may be one of the others.
  return (count ?? 0) > macs.size ? () => true : (mac) => macs.has(mac);
}

/** A warning about phones that are not as the last apply left them; undefined if there are none. */
export function changedOutside({ drift: routes, dates }: Seen): Problem | undefined {
  const count = routes.reduce((sum, of) => sum + of.count, 0);
  const [first] = routes;
  if (first === undefined) return undefined;
  const mac = count === 1 ? first.groups[0]?.macs[0] : undefined;
  return {
    summary: `${mac === undefined ? phones(count) : `Phone ${mac}`} ${count === 1 ? 'was' : 'were'} ${routes.length === 1 ? verbs[first.kind].past : 'changed'} outside Terraform`,
    detail: `${routes.flatMap((of) => paragraphs(of, dates)).join('\n\n')}\n\nThe next apply restores what is declared.`,
    path: ['devices'],
  };
}

function paragraphs({ groups, others, kind }: RoutesOfKind, dates: Seen['dates']): readonly string[] {
  const sentences = groups.map((group) => {
    const macs = group.macs.map((mac) => {
      const date = dates.get(mac);
      return date === undefined ? mac : `${mac} (since ${date})`;
    });
    return `${phones(group.count)} ${describe(group)}: ${named(macs, group.count)}.`;
  });
  return others > 0
    ? [...sentences, `${phones(others)} with other URLs ${others === 1 ? 'was' : 'were'} ${verbs[kind].past}.`]
    : sentences;
}

function describe({ kind, from = '', to = '', names, count }: RouteGroup): string {
  const is = count === 1 ? 'is' : 'are';
  const points = count === 1 ? 'points' : 'point';
  if (kind === 'deregister') return `${is} not registered any more, declared: ${from}`;
  const [declared, now] = names?.map((name) => JSON.stringify(name)) ?? [];
  if (kind === 're-point') {
    return names === undefined
      ? `now ${points} to ${to}, declared: ${from}`
      : `now ${points} to ${to} (provider name ${now}), declared: ${from} (provider name ${declared})`;
  }
  return names === undefined
    ? `of ${to} ${count === 1 ? 'has' : 'have'} other credentials than declared`
    : `of ${to} ${count === 1 ? 'has' : 'have'} the provider name ${now}, declared: ${declared}`;
}
