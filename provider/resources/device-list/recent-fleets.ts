import { parseFleet, type ParsedFleet } from './parse-fleet.ts';

// In one plan the engine passes the same text ten times: to be validated, upgraded, read, compared, planned. It is read
// once.

interface Entry {
  readonly text: string;
  readonly parsed: ParsedFleet;
}

/** Characters of all texts that are remembered together: those of two fleets of a million, or of many small ones. */
const ROOM = 150_000_000;

/** The last used one is the last. */
let entries: Entry[] = [];

/** As parseFleet; a text that was read a moment ago is not read again. */
export function readFleet(text: string): ParsedFleet {
  // Texts of another length cost nothing to compare; equal ones cost a look at each character.
  const known = entries.find((entry) => entry.text === text);
  const entry = known ?? { text, parsed: parseFleet(text) };
  entries = [...entries.filter((other) => other !== entry), entry];
  let room = ROOM;
  const kept = entries.findLastIndex((other) => (room -= other.text.length) < 0);
  entries = entries.slice(Math.min(kept + 1, entries.length - 1));
  return entry.parsed;
}
