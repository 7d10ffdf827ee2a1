import { wireUrl } from '../../attributes/wire-url.ts';
import type { Destination, Fleet } from './fleet.ts';
import { problemList, type LineProblems } from './line-problems.ts';

/** What a resource says for rows that say nothing. */
export interface Defaults {
  readonly url: string | null;
  readonly credentials: {
    readonly username: string;
    readonly password: string | null;
    /** The write-only password where it is at hand: in a configuration, never in a state. */
    readonly writeOnly: string | null;
    readonly version: number | null;
  } | null;
  readonly providerName: string | null;
}

export const noDefaults: Defaults = { url: null, credentials: null, providerName: null };

/** Where phones are sent to, with the defaults filled in. */
export interface Place {
  /** As it goes over the wire; undefined where a write-only password is not at hand. */
  readonly url: string | undefined;
  /** Without the credentials of `url_credentials`. */
  readonly plainUrl: string;
  readonly providerName: string;
  /** The credentials of `url_credentials` as they can be compared, where the URL is the default one and has some. */
  readonly credentials: string | undefined;
  /** The user name among them. */
  readonly username: string | undefined;
}

/** A fleet, and where its phones are sent to: a place for each of the fleet's destinations. */
export interface ResolvedFleet {
  readonly fleet: Fleet;
  readonly places: readonly Place[];
}

const none: Fleet = {
  size: 0,
  macs: new Float64Array(0),
  ids: new Int32Array(0),
  destinationOf: new Uint32Array(0),
  destinations: [],
  lines: new Uint32Array(0),
};

/** No phones at all. */
export const noFleet: ResolvedFleet = { fleet: none, places: [] };

/** Fills in the defaults. What is missing all the same, {@link incompleteRows} tells. */
export const placed = (fleet: Fleet, defaults: Defaults): ResolvedFleet => ({
  fleet,
  places: fleet.destinations.map((destination) => placeOf(destination, defaults)),
});

function placeOf({ url, providerName }: Destination, defaults: Defaults): Place {
  const name = providerName ?? defaults.providerName ?? '';
  const { credentials } = defaults;
  // A URL of a row's own is what goes out: credentials are for the server that they were written for.
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

/** True where the same goes over the wire. A write-only password is the same while its version is. */
export function sameTarget(a: Place, b: Place): boolean {
  if (a.providerName !== b.providerName) return false;
  if (a.plainUrl === b.plainUrl && a.credentials === b.credentials) return true;
  return a.url !== undefined && a.url === b.url;
}

/** The place of the phone at an index of the fleet. */
export function targetAt({ fleet, places }: ResolvedFleet, at: number): Place {
  const place = places[fleet.destinationOf[at] ?? 0];
  if (!place) throw new Error('a phone without a place');
  return place;
}

/** Rows that have no URL or no provider name, where the resource has no default either. */
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
        `Write it into the row, or give the resource a default: ${names.map((name) => `${name} = "…"`).join(', ')}.`,
      ],
    }));
  }
  return problems;
}
