import {
  countUnknownPhones,
  declaredPhones,
  deviceTypes,
  type DeclaredPhone,
  type DeclaredTarget,
} from './declared.ts';
import { objectAt, objectsAt, textAt, type JsonObject } from './json.ts';

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

/**
 * Reads what a plan does to phones.
 *
 * @param plan the document of `terraform show -json` or `tofu show -json`
 */
export function readFleetChange(plan: JsonObject): FleetChange {
  const before = new Map<string, DeclaredPhone>();
  const after = new Map<string, DeclaredPhone>();
  const replacedMacs = new Set<string>();
  const others = new Map<string, number>();
  let imported = 0;
  let unknown = 0;
  for (const resource of objectsAt(plan, 'resource_changes')) {
    if (textAt(resource, 'mode') === 'data') continue;
    const type = textAt(resource, 'type') ?? '';
    const change = objectAt(resource, 'change');
    const action = actionOf(change);
    if (!deviceTypes.has(type)) {
      if (action !== 'no-op') others.set(action, (others.get(action) ?? 0) + 1);
      continue;
    }
    const old = declaredPhones(type, change['before']);
    for (const phone of old) before.set(phone.mac, phone);
    if (action === 'replace') for (const { mac } of old) replacedMacs.add(mac);
    // A forgotten resource leaves its phones registered.
    const next = action === 'forget' ? old : declaredPhones(type, change['after']);
    for (const phone of next) after.set(phone.mac, phone);
    if (change['importing'] !== undefined) imported += next.length;
    unknown += countUnknownPhones(type, change['after'], change['after_unknown']);
  }
  return {
    ...compare(before, after, replacedMacs),
    imported,
    unknown,
    before: before.size,
    after: after.size,
    hostsBefore: new Set([...before.values()].flatMap(({ url }) => hostOf(url) ?? [])),
    others,
    errored: plan['errored'] === true,
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
  before: ReadonlyMap<string, DeclaredPhone>,
  after: ReadonlyMap<string, DeclaredPhone>,
  replacedMacs: ReadonlySet<string>,
): Pick<FleetChange, 'registered' | 'repointed' | 'deregistered' | 'replaced'> {
  const registered: PhoneChange[] = [];
  const repointed: PhoneChange[] = [];
  const replaced: PhoneChange[] = [];
  for (const [mac, to] of after) {
    const from = before.get(mac);
    if (from === undefined) registered.push({ mac, from, to });
    else if (!isSameTarget(from, to)) repointed.push({ mac, from, to });
    else if (replacedMacs.has(mac)) replaced.push({ mac, from, to });
  }
  const deregistered = [...before.values()]
    .filter(({ mac }) => !after.has(mac))
    .map((from) => ({ mac: from.mac, from, to: undefined }));
  return { registered, repointed, deregistered, replaced };
}

const isSameTarget = (a: DeclaredTarget, b: DeclaredTarget): boolean =>
  a.url === b.url && a.providerName === b.providerName && a.hasCredentials === b.hasCredentials;
