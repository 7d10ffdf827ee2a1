import { type ParsedFleet, parseFleet } from '#autoprov';

// In one plan, the engine passes the same text ten times: to validate, upgrade, read, compare, plan. It is parsed
// once.

interface Entry {
  readonly text: string;
  readonly parsed: ParsedFleet;
}

/** The maximum characters of all cached texts: two fleets of a million, or many small ones. */
const MAX_CACHED_CHARACTERS = 150_000_000;

/** In order of last use. */
let entries: Entry[] = [];

/** Like parseFleet, with a cache of recent texts. */
export function readFleet(text: string): ParsedFleet {
  // Comparing texts of different lengths is free; equal ones are compared by character.
  const known = entries.find((entry) => entry.text === text);
  const entry = known ?? { text, parsed: parseFleet(text) };
  entries = [...entries.filter((other) => other !== entry), entry];
  let left = MAX_CACHED_CHARACTERS;
  const kept = entries.findLastIndex((other) => (left -= other.text.length) < 0);
  entries = entries.slice(Math.min(kept + 1, entries.length - 1));
  return entry.parsed;
}
