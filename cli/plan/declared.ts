import { isObject, objectAt, textAt, type JsonObject } from './json.ts';
import type { DeclaredTarget, TargetPool } from './targets.ts';
import { macAt, parseFleet, type Fleet } from '#autoprov';

/** A phone that a resource declares. */
export interface DeclaredPhone {
  readonly mac: string;
  readonly target: DeclaredTarget;
}

/** The types of resources that declare phones. */
export const deviceTypes: ReadonlySet<string> = new Set(['gigaset_device', 'gigaset_device_list']);

/** The phones that the values of a resource declare; without those whose MAC is not known yet. */
export function declaredPhones(type: string, values: unknown, targets: TargetPool): readonly DeclaredPhone[] {
  if (!isObject(values)) return [];
  return type === 'gigaset_device' ? singlePhone(values, targets) : phonesOfList(values, targets);
}

/** The number of phones whose MACs are known only after apply. */
export function countUnknownPhones(type: string, values: unknown, unknown: unknown): number {
  if (!isObject(values) || !isObject(unknown)) return 0;
  return unknown[type === 'gigaset_device' ? 'mac' : 'devices'] === true ? 1 : 0;
}

function singlePhone(values: JsonObject, targets: TargetPool): readonly DeclaredPhone[] {
  const mac = textAt(values, 'mac');
  if (mac === undefined) return [];
  return [{ mac, target: targets(textAt(values, 'url'), textAt(values, 'provider_name'), hasCredentials(values)) }];
}

/** The phones of a device file; `defaults` for rows without a URL or a name. */
export function phonesOfFile(
  fleet: Fleet,
  defaults: { readonly url: string | undefined; readonly providerName: string | undefined },
  targets: TargetPool,
): readonly DeclaredPhone[] {
  const ofRows = fleet.destinations.map(({ url, providerName }) =>
    targets(url ?? defaults.url, providerName ?? defaults.providerName, false),
  );
  const none = targets(undefined, undefined, false);
  return Array.from(fleet.macs, (_, at) => ({
    mac: macAt(fleet, at),
    target: ofRows[fleet.destinationOf[at] ?? 0] ?? none,
  }));
}

/** A state may contain rows with URLs that a configuration could not: they count as they are. */
function phonesOfList(values: JsonObject, targets: TargetPool): readonly DeclaredPhone[] {
  const { fleet } = parseFleet(textAt(values, 'devices') ?? '');
  const defaults = { url: textAt(values, 'url'), providerName: textAt(values, 'provider_name') };
  const fromFile = phonesOfFile(fleet, defaults, targets);
  if (!hasCredentials(values)) return fromFile;
  // Credentials belong to the default URL only.
  return fromFile.map(({ mac, target }, at) =>
    fleet.destinations[fleet.destinationOf[at] ?? 0]?.url === null
      ? { mac, target: targets(target.url, target.providerName, true) }
      : { mac, target },
  );
}

const hasCredentials = (values: JsonObject): boolean =>
  textAt(objectAt(values, 'url_credentials'), 'username') !== undefined;
