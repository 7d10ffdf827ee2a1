import { splitUrl } from '../../attributes/wire-url.ts';
import { macText, redactUrl } from '#autoprov';

// The old and the new targets of phones, in groups, so that a wrong target is noticed in a plan.

/** A redirect target as it is shown. The URL may contain credentials, which are redacted. */
export interface ShownTarget {
  readonly plainUrl: string;
  readonly providerName: string;
}

/** What happens to a phone. Without `from` it is registered, without `to` deregistered. */
export interface Route {
  readonly mac: number;
  readonly from?: ShownTarget | undefined;
  readonly to?: ShownTarget | undefined;
}

export type RouteKind = 'register' | 're-point' | 'change' | 'deregister';

/** Phones with the same kind and the same targets, which are texts without credentials. */
export interface RouteGroup {
  readonly kind: RouteKind;
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** The provider names, if they differ. */
  readonly names: readonly [from: string, to: string] | undefined;
  readonly count: number;
  /** The first MACs, as many as a message names. */
  readonly macs: readonly string[];
}

/** All groups of one kind. */
export interface RoutesOfKind {
  readonly kind: RouteKind;
  readonly count: number;
  readonly groups: readonly RouteGroup[];
  /** The number of phones that are in none of the groups, because there are too many targets. */
  readonly others: number;
}

/** If there are more groups than this, they are formed by scheme and host. */
const MAX_GROUPS = 5;
/** Bounds the memory for a fleet in which each phone has a host of its own. */
const MAX_TRACKED = 1000;
/** The maximum number of phones named for one kind. */
const MAX_MACS = 20;
/** A longer URL is shortened in the middle. */
const MAX_URL_LENGTH = 100;

interface Counted {
  count: number;
  readonly macs: number[];
}

interface Hosts extends Counted {
  /** Undefined once there are more targets than are shown. */
  targets: Map<string, Counted> | undefined;
}

const order: readonly RouteKind[] = ['register', 're-point', 'change', 'deregister'];

/** Collects routes: `add` is called for each phone, in the order of their MACs. Takes linear time. */
export function collectRoutes() {
  const kinds = new Map<RouteKind, { count: number; readonly hosts: Map<string, Hosts> }>();
  const urlOf = memoized(({ plainUrl }: ShownTarget) => shortened(redactUrl(plainUrl)));
  const bareUrlOf = memoized(({ plainUrl }: ShownTarget) => redactUrl(splitUrl(plainUrl).url));
  const originOf = memoized(({ plainUrl }: ShownTarget) => origin(plainUrl));

  let last:
    | {
        readonly from: ShownTarget | undefined;
        readonly to: ShownTarget | undefined;
        readonly count: (mac: number) => void;
      }
    | undefined;

  const add = ({ mac, from, to }: Route): void => {
    // Neighbours usually have the same targets.
    if (last === undefined || last.from !== from || last.to !== to) last = { from, to, count: counterOf(from, to) };
    last.count(mac);
  };

  const counterOf = (from: ShownTarget | undefined, to: ShownTarget | undefined): ((mac: number) => void) => {
    const kind = from === undefined ? 'register' : to === undefined ? 'deregister' : kindOf(from, to, bareUrlOf);
    const of = kinds.get(kind) ?? { count: 0, hosts: new Map<string, Hosts>() };
    kinds.set(kind, of);
    const key = JSON.stringify([from && originOf(from), to && originOf(to)]);
    const hosts = of.hosts.get(key) ?? { count: 0, macs: [], targets: new Map<string, Counted>() };
    const isTracked = of.hosts.has(key) || of.hosts.size < MAX_TRACKED;
    if (isTracked) of.hosts.set(key, hosts);
    const counted = isTracked ? targetIn(hosts, from, to) : undefined;
    return (mac) => {
      of.count++;
      if (!isTracked) return;
      countIn(hosts, mac);
      if (counted) countIn(counted, mac);
    };
  };

  /** The counter of one pair of targets; undefined if there are too many of them to be shown. */
  const targetIn = (hosts: Hosts, from: ShownTarget | undefined, to: ShownTarget | undefined): Counted | undefined => {
    if (!hosts.targets) return undefined;
    const names = from && to && from.providerName !== to.providerName ? [from.providerName, to.providerName] : null;
    const key = JSON.stringify([from && urlOf(from), to && urlOf(to), names]);
    const counted = hosts.targets.get(key) ?? { count: 0, macs: [] };
    hosts.targets.set(key, counted);
    if (hosts.targets.size > MAX_GROUPS) hosts.targets = undefined;
    return counted;
  };

  const result = (): readonly RoutesOfKind[] =>
    order.flatMap((kind) => {
      const of = kinds.get(kind);
      if (of === undefined) return [];
      const hosts = [...of.hosts].sort(([a, { count: countA }], [b, { count: countB }]) =>
        leaves(a) === leaves(b) ? countB - countA : leaves(a) ? -1 : 1,
      );
      const sum = hosts.reduce((total, [, { targets }]) => total + (targets?.size ?? MAX_GROUPS + 1), 0);
      const shown = hosts.flatMap(([key, host]): (readonly [string, Counted])[] =>
        sum <= MAX_GROUPS && host.targets ? [...host.targets].sort(([, a], [, b]) => b.count - a.count) : [[key, host]],
      );
      const groups = shown.slice(0, MAX_GROUPS);
      const named = Math.max(3, Math.floor(MAX_MACS / groups.length));
      return [
        {
          kind,
          count: of.count,
          groups: groups.map(([key, { count, macs }]) => groupOf(kind, key, count, macs.slice(0, named))),
          others: of.count - groups.reduce((total, [, { count }]) => total + count, 0),
        },
      ];
    });

  return { add, result };
}

/** A phone that changes nothing but its name, ID or credentials is not re-pointed. */
const kindOf = (from: ShownTarget, to: ShownTarget, bareUrlOf: (target: ShownTarget) => string): RouteKind =>
  from.plainUrl !== to.plainUrl && bareUrlOf(from) !== bareUrlOf(to) ? 're-point' : 'change';

function countIn(counted: Counted, mac: number): void {
  counted.count++;
  if (counted.macs.length < MAX_MACS) counted.macs.push(mac);
}

/** Whether phones go to another host: these groups come first. */
function leaves(key: string): boolean {
  const [from, to] = texts(key);
  return from !== undefined && to !== undefined && from !== to;
}

function groupOf(kind: RouteKind, key: string, count: number, macs: readonly number[]): RouteGroup {
  const [from, to, before, after] = texts(key);
  const names = before === undefined || after === undefined ? undefined : ([before, after] as const);
  return { kind, from, to, names, count, macs: macs.map(macText) };
}

/** The texts of a key: two targets, and the names if they differ. */
function texts(key: string): readonly (string | undefined)[] {
  const parsed: unknown = JSON.parse(key);
  return (Array.isArray(parsed) ? parsed.flat() : []).map((text: unknown) =>
    typeof text === 'string' ? text : undefined,
  );
}

/** `http://a/…`: scheme and host without credentials. */
const origin = (url: string): string => {
  const [, scheme = '', host = url] = /^([a-z]+:\/\/)(?:[^/?#]*@)?([^/?#]*)/i.exec(url) ?? [];
  return `${scheme}${shortened(redactUrl(host))}/…`;
};

function shortened(url: string): string {
  if (url.length <= MAX_URL_LENGTH) return url;
  const half = Math.floor(MAX_URL_LENGTH / 2);
  return `${url.slice(0, half)}…${url.slice(-half)}`;
}

/** A text of each target, computed once for most of them. */
function memoized(text: (target: ShownTarget) => string): (target: ShownTarget) => string {
  const known = new Map<ShownTarget, string>();
  return (target) => {
    const before = known.get(target);
    if (before !== undefined) return before;
    const found = text(target);
    if (known.size < MAX_TRACKED) known.set(target, found);
    return found;
  };
}
