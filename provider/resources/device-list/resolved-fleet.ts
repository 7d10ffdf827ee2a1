import { splitUrl, wireUrl } from '../../attributes/wire-url.ts';
import { type Fleet, type LineProblems, problemList, type RedirectTarget, type RowTarget } from '#autoprov';

/** The resource's defaults for its rows. */
export interface Defaults {
  readonly url: string | null;
  readonly credentials: {
    readonly username: string;
    readonly password: string | null;
    /** The write-only password, which is in a configuration but never in a state. */
    readonly writeOnly: string | null;
    readonly version: number | null;
  } | null;
  readonly providerName: string | null;
}

export const noDefaults: Defaults = { url: null, credentials: null, providerName: null };

/** A redirect target after the defaults are applied. */
export interface ResolvedTarget {
  /** The URL for the server; undefined if a write-only password is not available. */
  readonly url: string | undefined;
  /** Without the credentials of `url_credentials`. */
  readonly plainUrl: string;
  readonly providerName: string;
  /** A comparable form of `url_credentials`, if the default URL with credentials is used. */
  readonly credentials: string | undefined;
  /** The user name of the credentials. */
  readonly username: string | undefined;
}

/** A fleet and the resolved target for each of its `destinations`. */
export interface ResolvedFleet {
  readonly fleet: Fleet;
  readonly places: readonly ResolvedTarget[];
}

const none: Fleet = {
  size: 0,
  macs: new Float64Array(0),
  ids: new Int32Array(0),
  destinationOf: new Uint32Array(0),
  destinations: [],
  lines: new Uint32Array(0),
};

/** A fleet without phones. */
export const noFleet: ResolvedFleet = { fleet: none, places: [] };

/** Applies the defaults. {@link incompleteRows} reports what is still missing. */
export const placed = (fleet: Fleet, defaults: Defaults): ResolvedFleet => ({
  fleet,
  places: fleet.destinations.map((destination) => placeOf(destination, defaults)),
});

function placeOf({ url, providerName }: RowTarget, defaults: Defaults): ResolvedTarget {
  const name = providerName ?? defaults.providerName ?? '';
  const { credentials } = defaults;
  // A row's own URL is sent unchanged, because the credentials belong to the default URL's server.
  if (url !== null || credentials === null) {
    const plainUrl = url ?? defaults.url ?? '';
    return { url: plainUrl, plainUrl, providerName: name, credentials: undefined, username: undefined };
  }
  const { username, password, writeOnly, version } = credentials;
  const plainUrl = defaults.url ?? '';
  const known = password ?? writeOnly;
  return {
    url: known === null ? undefined : wireUrl(plainUrl, { username, password: known }),
    plainUrl,
    providerName: name,
    credentials: JSON.stringify([username, password, version]),
    username,
  };
}

/** Whether both send the same to the server. A write-only password is equal while its version is. */
export function sameTarget(a: ResolvedTarget, b: ResolvedTarget): boolean {
  if (a.providerName !== b.providerName) return false;
  if (a.plainUrl === b.plainUrl && a.credentials === b.credentials) return true;
  return a.url !== undefined && a.url === b.url;
}

/** Whether a registration has the URL of a target. A write-only password cannot be compared, only its user name. */
export function hasUrl(place: ResolvedTarget, { url }: RowTarget): boolean {
  if (url === null) return false;
  if (place.url !== undefined) return url === place.url;
  const found = splitUrl(url);
  return found.url === place.plainUrl && found.credentials?.username === place.username;
}

/**
 * The row for a target of the server. The default URL becomes null, so that its credentials stay where they are; the state
 * does not contain a write-only password.
 */
export const rowOf = ({ url, providerName }: RedirectTarget, defaults: Defaults): RowTarget => {
  const isDefault =
    defaults.url !== null && hasUrl(placeOf({ url: null, providerName }, defaults), { url, providerName });
  return { url: isDefault ? null : url, providerName };
};

/** The target of the phone at an index of the fleet. */
export function targetAt({ fleet, places }: ResolvedFleet, at: number): ResolvedTarget {
  const place = places[fleet.destinationOf[at] ?? 0];
  if (!place) throw new Error('A phone has no target.');
  return place;
}

/** Rows without a URL or a provider name for which the resource has no default. */
export function incompleteRows(
  fleet: Fleet,
  has: { readonly url: boolean; readonly providerName: boolean },
): LineProblems {
  const problems = problemList();
  const lacks = fleet.destinations.map((destination) =>
    [
      destination.url === null && !has.url && 'url',
      destination.providerName === null && !has.providerName && 'provider_name',
    ].filter((name) => name !== false),
  );
  if (lacks.every((names) => names.length === 0)) return problems;
  for (let at = 0; at < fleet.size; at++) {
    const names = lacks[fleet.destinationOf[at] ?? 0] ?? [];
    if (names.length === 0) continue;
    problems.addAt(fleet.lines[at] ?? 0, () => ({
      headline: `the row has no ${names.join(' and no ')}`,
      details: [
        `Add it to the row, or set a default in the resource: ${names.map((name) => `${name} = "…"`).join(', ')}.`,
      ],
    }));
  }
  return problems;
}
