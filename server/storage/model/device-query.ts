/** The columns by which the list of phones can be sorted. */
export const sortKeys = ['mac', 'provider_name', 'url', 'registered_at'] as const;
export type SortKey = (typeof sortKeys)[number];

/** Which phones of an account: those that match all of these. */
export interface DeviceFilter {
  /** A substring of the MAC, the provider name or the URL as it may be shown, case-insensitive. */
  readonly search?: string;
  /** The exact provider name. */
  readonly providerName?: string;
  /** The exact redirect URL as it may be shown. */
  readonly url?: string;
}

/** A page of the list of phones: which ones, in which order. */
export interface DeviceQuery extends DeviceFilter {
  /** The sort column; rows with equal values are sorted by MAC. */
  readonly sort: SortKey;
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
}

/**
 * A character in both cases: `äÄ` for `ä`, `7` for `7`. Databases disagree about letters beyond ASCII (SQLite folds none of
 * them, PostgreSQL those of its locale), so a search spells them out.
 */
export function inBothCases(character: string): string {
  // Characters that become two in the other case (ß, SS) are left alone.
  const forms = [character.toLowerCase(), character.toUpperCase()].filter((form) => Array.from(form).length === 1);
  return [...new Set([character, ...forms])].join('');
}

/**
 * The part of a MAC that a search may mean, as MACs are stored; undefined if it is in no MAC. Twelve digits are a whole MAC.
 */
export function macPartOf(search: string): string | undefined {
  return /^[0-9a-f]{1,12}$/i.test(search) ? search.toUpperCase() : undefined;
}
