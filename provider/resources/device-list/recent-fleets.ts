import { type FileContent, type ParsedFleet, parseFleet } from '#autoprov';

// In one plan, the engine passes the same text ten times: to validate, upgrade, read, compare, plan. It is parsed
// once.

interface Entry {
  readonly text: string;
  readonly content: FileContent;
  readonly parsed: ParsedFleet;
}

/** The maximum characters of all cached texts: two fleets of a million, or many small ones. */
const MAX_CACHED_CHARACTERS = 150_000_000;

/** In order of last use. */
let entries: Entry[] = [];

/** Parses `devices`, with a cache of recent texts. */
export const readFleet = (text: string): ParsedFleet => read(text, 'targets');

/** Parses `ids`, with the same cache. */
export const readIds = (text: string): ParsedFleet => read(text, 'ids');

function read(text: string, content: FileContent): ParsedFleet {
  // Comparing texts of different lengths is free; equal ones are compared by character.
  const known = entries.find((entry) => entry.content === content && entry.text === text);
  const entry = known ?? { text, content, parsed: parseFleet(text, { content }) };
  entries = [...entries.filter((other) => other !== entry), entry];
  let left = MAX_CACHED_CHARACTERS;
  const kept = entries.findLastIndex((other) => (left -= other.text.length) < 0);
  entries = entries.slice(Math.min(kept + 1, entries.length - 1));
  return entry.parsed;
}
