import { textProblem } from './decode-file.ts';
import { emptyFleet, type Fleet } from './fleet.ts';
import { problemList, type LineProblems, type ProblemList } from './line-problems.ts';
import { macText, NO_ID } from './mac-number.ts';
import { readRows, type Rows } from './read-rows.ts';
import type { FileContent } from './row-reader.ts';
import { ascending } from './sort-order.ts';

export type ParsedFleet =
  | { readonly ok: true; readonly fleet: Fleet }
  | {
      readonly ok: false;
      /**
       * The phones of the rows with valid MAC-IDs. A state contains what the server has, so URLs and names are not checked
       * there.
       */
      readonly fleet: Fleet;
      readonly problems: LineProblems;
    };

export interface DeviceFileOptions {
  /** What the file is read for; `targets` by default. */
  readonly content?: FileContent;
}

/**
 * Parses a device file: CSV with a header, separated by commas, semicolons or tabs, with comments (#), blank lines, quotes,
 * any line endings, and a byte order mark. Reports problems by line, and never an ID.
 */
export function parseFleet(text: string, { content = 'targets' }: DeviceFileOptions = {}): ParsedFleet {
  const problems = problemList();
  const whole = textProblem(text);
  if (whole !== undefined) {
    problems.add({ line: 0, ...whole });
    return { ok: false, fleet: emptyFleet, problems };
  }
  const rows = readRows(text, content, problems);
  if (rows === undefined) {
    problems.add({
      line: 0,
      headline: 'is empty',
      details: [
        content === 'ids'
          ? 'A MAC-ID per line is expected.'
          : 'A header is expected: mac_id,url,provider_name. A header without rows means no phones.',
      ],
    });
  }
  const all = rows ? pick(rows, ascending(rows.macs.subarray(0, rows.count))) : emptyFleet;
  if (content === 'targets') reportDuplicates(all, problems);
  else reportOtherIds(all, problems);
  const fleet = content === 'targets' ? all : withoutRepeats(all);
  return problems.count === 0 ? { ok: true, fleet } : { ok: false, fleet, problems };
}

/** The phones at these indices, in their order. */
function pick(rows: Omit<Rows, 'count'>, order: Uint32Array): Fleet {
  const size = order.length;
  // TypedArray.from with a function takes ten times as long as a loop.
  const macs = new Float64Array(size);
  const ids = new Int32Array(size);
  const destinationOf = new Uint32Array(size);
  const lines = new Uint32Array(size);
  for (let at = 0; at < size; at++) {
    const row = order[at] ?? 0;
    macs[at] = rows.macs[row] ?? 0;
    ids[at] = rows.ids[row] ?? NO_ID;
    destinationOf[at] = rows.destinationOf[row] ?? 0;
    lines[at] = rows.lines[row] ?? 0;
  }
  return { size, macs, ids, destinationOf, lines, destinations: rows.destinations };
}

/** Removes repeated phones from a fleet sorted by MAC, and phones with several IDs altogether. */
function withoutRepeats(fleet: Fleet): Fleet {
  const { macs, ids, size } = fleet;
  const kept = new Uint32Array(size);
  let count = 0;
  for (let at = 0, next = 0; at < size; at = next) {
    let isClear = true;
    for (next = at + 1; next < size && macs[next] === macs[at]; next++) isClear &&= ids[next] === ids[at];
    if (isClear) kept[count++] = at;
  }
  return count === size ? fleet : pick(fleet, kept.subarray(0, count));
}

/** A phone has one registration and therefore one row. */
function reportDuplicates({ macs, lines }: Fleet, problems: ProblemList): void {
  let first = 0;
  for (let at = 1; at < macs.length; at++) {
    if (macs[at] !== macs[first]) {
      first = at;
      continue;
    }
    const [mac, line] = [macs[at] ?? 0, lines[first] ?? 0];
    problems.addAt(lines[at] ?? 0, () => ({
      headline: `phone ${macText(mac)} is on line ${line} already`,
      details: ['Each phone has one row: delete one of the two.'],
    }));
  }
}

/** The same MAC-ID may be delivered twice, but a phone has one ID. */
function reportOtherIds({ macs, ids, lines }: Fleet, problems: ProblemList): void {
  for (let at = 1; at < macs.length; at++) {
    if (macs[at] !== macs[at - 1] || ids[at] === ids[at - 1]) continue;
    const [mac, line] = [macs[at] ?? 0, lines[at - 1] ?? 0];
    problems.addAt(lines[at] ?? 0, () => ({
      headline: `phone ${macText(mac)} has another ID on line ${line}`,
      details: ['Compare both with the label on the phone.'],
    }));
  }
}
