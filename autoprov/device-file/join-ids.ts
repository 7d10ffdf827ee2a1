import type { Fleet } from './fleet.ts';
import { problemList, type LineProblems } from './line-problems.ts';
import { macText, NO_ID } from './mac-number.ts';

/** A fleet whose IDs come from another file. */
export interface JoinedFleet {
  readonly fleet: Fleet;
  /** Rows with another ID than in `ids`, by their lines in the fleet's file. */
  readonly problems: LineProblems;
  /** The phones of `ids` without a row: indices into `ids`. */
  readonly unused: Uint32Array;
}

/**
 * Adds the IDs of a file of MAC-IDs to the rows that have a bare MAC. Both are sorted by MAC, so a million phones take some
 * milliseconds.
 *
 * @param source the name of the file of MAC-IDs, for problems
 */
export function joinIds(fleet: Fleet, ids: Fleet, source = 'ids'): JoinedFleet {
  const problems = problemList();
  const joined = Int32Array.from(fleet.ids);
  const unused: number[] = [];
  let at = 0;
  for (let from = 0; from < ids.size; from++) {
    const mac = ids.macs[from] ?? 0;
    while (at < fleet.size && (fleet.macs[at] ?? 0) < mac) at++;
    if (at >= fleet.size || fleet.macs[at] !== mac) {
      unused.push(from);
      continue;
    }
    const own = joined[at] ?? NO_ID;
    const id = ids.ids[from] ?? NO_ID;
    if (own === NO_ID) joined[at] = id;
    else if (own !== id) {
      problems.addAt(fleet.lines[at] ?? 0, () => ({
        headline: `phone ${macText(mac)} has another ID on line ${ids.lines[from] ?? 0} of ${source}`,
        details: ['Compare both with the label on the phone, and write the bare MAC in this row.'],
      }));
    }
  }
  return { fleet: { ...fleet, ids: joined }, problems, unused: Uint32Array.from(unused) };
}

/** The fleet with bare MACs. */
export const bareFleet = (fleet: Fleet): Fleet => ({ ...fleet, ids: new Int32Array(fleet.size).fill(NO_ID) });

/** Whether two files contain the same MAC-IDs. */
export const sameIds = (a: Fleet, b: Fleet): boolean =>
  a === b ||
  (a.size === b.size && a.macs.every((mac, at) => mac === b.macs[at]) && a.ids.every((id, at) => id === b.ids[at]));
