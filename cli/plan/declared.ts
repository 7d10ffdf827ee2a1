import { isObject, objectAt, objectsAt, textAt, type JsonObject } from './json.ts';
import { macAt, parseFleet, type Fleet } from '#autoprov';

/** Where a declared phone points to. */
export interface DeclaredTarget {
  /** Without credentials; undefined if it is known only after apply. */
  readonly url: string | undefined;
  readonly providerName: string | undefined;
  /** Whether the phone gets a user name and password in its URL. */
  readonly hasCredentials: boolean;
}

/** A phone that a resource declares. */
export interface DeclaredPhone extends DeclaredTarget {
  readonly mac: string;
}

/** The types of resources that declare phones. */
export const deviceTypes: ReadonlySet<string> = new Set(['gigaset_device', 'gigaset_device_list']);

/** The phones that the values of a resource declare; without those whose MAC is not known yet. */
export function declaredPhones(type: string, values: unknown): readonly DeclaredPhone[] {
  if (!isObject(values)) return [];
  return type === 'gigaset_device' ? singlePhone(values) : phonesOfList(values);
}

/** The number of phones whose MACs are known only after apply. */
export function countUnknownPhones(type: string, values: unknown, unknown: unknown): number {
  if (!isObject(values) || !isObject(unknown)) return 0;
  return unknown[type === 'gigaset_device' ? 'mac' : 'devices'] === true ? 1 : 0;
}

function singlePhone(values: JsonObject): readonly DeclaredPhone[] {
  const mac = textAt(values, 'mac');
  if (mac === undefined) return [];
  return [{ mac, ...targetOf(textAt(values, 'url'), textAt(values, 'provider_name'), hasCredentials(values)) }];
}

/** The phones that a whole state, or the outcome of a plan, declares (`values` and `planned_values` of `show -json`). */
export function allDeclaredPhones(document: JsonObject): readonly DeclaredPhone[] {
  const values = isObject(document['planned_values']) ? document['planned_values'] : objectAt(document, 'values');
  return phonesOfModule(objectAt(values, 'root_module'));
}

function phonesOfModule(module: JsonObject): readonly DeclaredPhone[] {
  return [
    ...objectsAt(module, 'resources').flatMap((resource) => {
      const type = textAt(resource, 'type') ?? '';
      const isManaged = textAt(resource, 'mode') !== 'data' && deviceTypes.has(type);
      return isManaged ? declaredPhones(type, resource['values']) : [];
    }),
    ...objectsAt(module, 'child_modules').flatMap(phonesOfModule),
  ];
}

/** The phones of a device file; `defaults` for rows without a URL or a name. */
export function phonesOfFile(
  fleet: Fleet,
  defaults: { readonly url: string | undefined; readonly providerName: string | undefined },
): readonly DeclaredPhone[] {
  const targets = fleet.destinations.map(({ url, providerName }) =>
    targetOf(url ?? defaults.url, providerName ?? defaults.providerName, false),
  );
  const none = targetOf(undefined, undefined, false);
  return Array.from(fleet.macs, (_, at) => ({
    mac: macAt(fleet, at),
    ...(targets[fleet.destinationOf[at] ?? 0] ?? none),
  }));
}

/** A state may contain rows with URLs that a configuration could not: they count as they are. */
function phonesOfList(values: JsonObject): readonly DeclaredPhone[] {
  const { fleet } = parseFleet(textAt(values, 'devices') ?? '');
  const defaults = { url: textAt(values, 'url'), providerName: textAt(values, 'provider_name') };
  const fromFile = phonesOfFile(fleet, defaults);
  if (!hasCredentials(values)) return fromFile;
  // Credentials belong to the default URL only.
  return fromFile.map((phone, at) =>
    fleet.destinations[fleet.destinationOf[at] ?? 0]?.url === null ? { ...phone, hasCredentials: true } : phone,
  );
}

const hasCredentials = (values: JsonObject): boolean =>
  textAt(objectAt(values, 'url_credentials'), 'username') !== undefined;

/** A URL without its user name and password. */
export const withoutCredentials = (url: string): string => url.replace(/^(https?:\/\/)[^/?#]*@/i, '$1');

function targetOf(url: string | undefined, providerName: string | undefined, added: boolean): DeclaredTarget {
  const bare = url === undefined ? undefined : withoutCredentials(url);
  return { url: bare, providerName, hasCredentials: added || bare !== url };
}
