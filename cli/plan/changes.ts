import { countUnknownPhones, declaredPhones, deviceTypes } from './declared.ts';
import { objectAt, textAt, type JsonObject } from './json.ts';
import { createTargetPool, type DeclaredTarget } from './targets.ts';

/** What a plan does to one phone. Both sides are missing for none of them. */
export interface PhoneChange {
  readonly mac: string;
  readonly from: DeclaredTarget | undefined;
  readonly to: DeclaredTarget | undefined;
}

/** What a plan does to all phones, whichever resources declare them. */
export interface FleetChange {
  readonly registered: readonly PhoneChange[];
  readonly repointed: readonly PhoneChange[];
  readonly deregistered: readonly PhoneChange[];
  /** Phones that are deregistered and registered again with the same target, because their resource is replaced. */
  readonly replaced: readonly PhoneChange[];
  /** Phones that an import block adds to the state, unchanged. */
  readonly imported: number;
  /** Resources whose phones are known only after apply. */
  readonly unknown: number;
  /** The numbers of phones before and after. */
  readonly before: number;
  readonly after: number;
  /** The hosts that phones pointed to before. */
  readonly hostsBefore: ReadonlySet<string>;
  /** Changes of other resources, by action. */
  readonly others: ReadonlyMap<string, number>;
  /** Whether planning failed: the plan is incomplete, and cannot be applied. */
  readonly errored: boolean;
}

/** Collects what a plan does to phones, change by change. */
export interface FleetChanges {
  /** @param resource an element of `resource_changes` of `terraform show -json` or `tofu show -json` */
  add(resource: JsonObject): void;
  /** @param errored whether planning failed */
  result(errored: boolean): FleetChange;
}

export function collectFleetChanges(): FleetChanges {
  const targets = createTargetPool();
  const before = new Map<string, DeclaredTarget>();
  const after = new Map<string, DeclaredTarget>();
  const replacedMacs = new Set<string>();
  const others = new Map<string, number>();
  let imported = 0;
  let unknown = 0;
  return {
    add(resource) {
      if (textAt(resource, 'mode') === 'data') return;
      const type = textAt(resource, 'type') ?? '';
      const change = objectAt(resource, 'change');
      const action = actionOf(change);
      if (!deviceTypes.has(type)) {
        if (action !== 'no-op') others.set(action, (others.get(action) ?? 0) + 1);
        return;
      }
      const old = declaredPhones(type, change['before'], targets);
      for (const { mac, target } of old) before.set(mac, target);
      if (action === 'replace') for (const { mac } of old) replacedMacs.add(mac);
      // A forgotten resource leaves its phones registered.
      const next = action === 'forget' ? old : declaredPhones(type, change['after'], targets);
      for (const { mac, target } of next) after.set(mac, target);
      if (change['importing'] !== undefined) imported += next.length;
      unknown += countUnknownPhones(type, change['after'], change['after_unknown']);
    },
    result: (errored) => ({
      ...compare(before, after, replacedMacs),
      imported,
      unknown,
      before: before.size,
      after: after.size,
      hostsBefore: new Set([...new Set(before.values())].flatMap(({ url }) => hostOf(url) ?? [])),
      others,
      errored,
    }),
  };
}

/** The host of a URL as it is written, with its port; undefined if the URL is unknown. */
export function hostOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : /^https?:\/\/([^/?#]+)/i.exec(url)?.[1]?.toLowerCase();
}

/** The one word for the actions of a change: `create`, `update`, `delete`, `replace`, `forget`, `no-op`, `read`. */
function actionOf(change: JsonObject): string {
  const { actions } = change;
  const list = Array.isArray(actions) ? actions.filter((action) => typeof action === 'string') : [];
  return list.length > 1 ? 'replace' : (list[0] ?? 'no-op');
}

function compare(
  before: ReadonlyMap<string, DeclaredTarget>,
  after: ReadonlyMap<string, DeclaredTarget>,
  replacedMacs: ReadonlySet<string>,
): Pick<FleetChange, 'registered' | 'repointed' | 'deregistered' | 'replaced'> {
  const registered: PhoneChange[] = [];
  const repointed: PhoneChange[] = [];
  const replaced: PhoneChange[] = [];
  const deregistered: PhoneChange[] = [];
  for (const [mac, to] of after) {
    const from = before.get(mac);
    if (from === undefined) registered.push({ mac, from, to });
    else if (from !== to) repointed.push({ mac, from, to });
    else if (replacedMacs.has(mac)) replaced.push({ mac, from, to });
  }
  for (const [mac, from] of before) if (!after.has(mac)) deregistered.push({ mac, from, to: undefined });
  return { registered, repointed, deregistered, replaced };
}
