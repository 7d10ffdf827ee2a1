import { parseMacId } from '../mac-id.ts';
import type { Parsed } from '../parsed.ts';
import { parseProviderName } from '../redirect-target.ts';
import { parseRedirectUrl } from '../redirect-url.ts';
import { csvFields, type Separator } from './csv-fields.ts';
import { textProblem } from './decode-file.ts';
import { emptyFleet, type Fleet, type RowTarget } from './fleet.ts';
import { findMacIds, type Header, readHeader, readSeparatorLine } from './header.ts';
import { problemList, type LineProblem, type LineProblems, type ProblemList } from './line-problems.ts';
import { hexValue, macText, NO_ID } from './mac-number.ts';
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
  /**
   * - `targets` (default): the header names `mac_id`, `url` and `provider_name`, and no other columns.
   * - `ids`: only the MAC-IDs matter. The header is optional, other columns are ignored, and each row needs an ID.
   */
  readonly content?: 'targets' | 'ids';
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
  // Excel, Notepad and PowerShell write a byte order mark.
  const begin = text.startsWith('\uFEFF') ? 1 : 0;
  const separator = text.includes('\n') ? '\n' : '\r';
  const rows = readRows(text, begin, separator, content, problems);
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
  const all = rows ? sorted(rows) : emptyFleet;
  if (content === 'targets') reportDuplicates(all, problems);
  else reportOtherIds(all, problems);
  const fleet = content === 'targets' ? all : withoutRepeats(all);
  return problems.count === 0 ? { ok: true, fleet } : { ok: false, fleet, problems };
}

/** Rows in the order of the text. */
interface Rows {
  readonly count: number;
  readonly macs: Float64Array;
  readonly ids: Int32Array;
  readonly destinationOf: Uint32Array;
  readonly lines: Uint32Array;
  readonly destinations: readonly RowTarget[];
}

/** Undefined if there is no header. */
function readRows(
  text: string,
  begin: number,
  separator: string,
  content: 'targets' | 'ids',
  problems: ProblemList,
): Rows | undefined {
  let row: RowReader | undefined;
  let given: Separator | undefined;
  // The maximum number of lines: a MAC and a separator have 13 characters.
  const most = Math.ceil(text.length / 13);
  const macs = new Float64Array(most);
  const ids = new Int32Array(most);
  const destinationOf = new Uint32Array(most);
  const lines = new Uint32Array(most);
  const destinations: RowTarget[] = [];
  let count = 0;

  for (let line = 1, at = begin; at < text.length; line++) {
    const found = text.indexOf(separator, at);
    const next = found < 0 ? text.length : found + 1;
    let end = found < 0 ? text.length : found;
    if (end > at && text.charCodeAt(end - 1) === CARRIAGE_RETURN) end--;
    if (hasContent(text, at, end)) {
      let isRow = row !== undefined;
      if (row === undefined) {
        const first = text.slice(at, end);
        const separatorLine = given === undefined ? readSeparatorLine(first) : undefined;
        if (separatorLine !== undefined) {
          given = separatorLine;
        } else if (content === 'ids') {
          const { header, isHeader } = findMacIds(first, given);
          row = rowReader(text, header, content, destinations);
          isRow = !isHeader;
        } else {
          const header = readHeader(first, line, given);
          if ('headline' in header) {
            problems.add(header);
            return { count: 0, macs, ids, destinationOf, lines, destinations };
          }
          row = rowReader(text, header, content, destinations);
        }
      }
      if (isRow && row !== undefined) {
        const problem = row.read(at, end);
        if (problem !== undefined) problems.addAt(line, problem);
        if (row.hasPhone) {
          macs[count] = row.mac;
          ids[count] = row.id;
          destinationOf[count] = row.destination;
          lines[count] = line;
          count++;
        }
      }
    }
    at = next;
  }
  return row && { count, macs, ids, destinationOf, lines, destinations };
}

type ProblemMaker = () => Omit<LineProblem, 'line'>;

/** Reads row after row into its own fields, because an object for each would cost more. */
interface RowReader {
  mac: number;
  id: number;
  destination: number;
  /** False if the row has no valid phone. */
  hasPhone: boolean;
  /** Undefined if the row is valid. */
  read(at: number, end: number): ProblemMaker | undefined;
}

function rowReader(text: string, header: Header, content: 'targets' | 'ids', destinations: RowTarget[]): RowReader {
  const byUrl = new Map<string | null, Map<string | null, number>>();
  const urls = memoized(parseRedirectUrl);
  const names = memoized(parseProviderName);
  /** The text after the MAC-ID on the last valid row, which is usually repeated. */
  let lastRest: string | undefined;
  const restDestinations = new Map<string, number>();
  const macFirst = header.mac_id === 0;
  const separatorCode = header.separator.charCodeAt(0);

  const destination = (url: string | null, providerName: string | null): number => {
    const byName = byUrl.get(url) ?? new Map<string | null, number>();
    byUrl.set(url, byName);
    const known = byName.get(providerName);
    if (known !== undefined) return known;
    byName.set(providerName, destinations.length);
    return destinations.push({ url, providerName }) - 1;
  };

  const readFields = (line: string): ProblemMaker | undefined => {
    const fields = csvFields(line, header.separator);
    if (!fields) {
      return problem('a quote is not closed', [
        'A quoted field ends with a quote and the separator; write a quote within it twice.',
      ]);
    }
    if (fields.slice(header.count).some((field) => field !== '')) {
      return problem(`there are ${fields.length} fields and ${header.count} columns`, [
        'Write a field that contains the separator in quotes.',
      ]);
    }
    const macId = parseMacId(fields[header.mac_id ?? 0] ?? '');
    if (!macId.ok) return sentences(macId.problems);
    if (content === 'ids' && macId.value.id === undefined) return missingId(macId.value.mac);
    const url = fieldAt(fields, header.url);
    const name = fieldAt(fields, header.provider_name);
    const wrong = (url === null ? undefined : urls(url)) ?? (name === null ? undefined : names(name));
    reader.mac = hexValue(macId.value.mac);
    reader.id = macId.value.id === undefined ? NO_ID : hexValue(macId.value.id);
    reader.destination = destination(url, name);
    reader.hasPhone = true;
    return wrong && sentences(wrong);
  };

  const reader: RowReader = {
    mac: 0,
    id: NO_ID,
    destination: 0,
    hasPhone: false,
    read(at, end) {
      reader.hasPhone = false;
      const macEnd = macFirst ? readMacId(text, at, end, separatorCode, reader) : -1;
      if (macEnd < 0) return readFields(text.slice(at, end));
      if (content === 'ids') {
        if (reader.id === NO_ID) return missingId(macText(reader.mac));
        reader.hasPhone = true;
        return undefined;
      }
      if (lastRest?.length === end - macEnd && text.startsWith(lastRest, macEnd)) {
        reader.hasPhone = true;
        return undefined;
      }
      const rest = text.slice(macEnd, end);
      const known = restDestinations.get(rest);
      if (known === undefined) {
        const wrong = readFields(text.slice(at, end));
        if (wrong) return wrong;
        restDestinations.set(rest, reader.destination);
      }
      if (known !== undefined) reader.destination = known;
      reader.hasPhone = true;
      lastRest = rest;
      return undefined;
    },
  };
  return reader;
}

/** Parses each distinct text once; returns its problem or undefined. */
function memoized(parse: (text: string) => Parsed<unknown>): (text: string) => readonly string[] | undefined {
  const known = new Map<string, readonly string[] | undefined>();
  return (text) => {
    if (!known.has(text)) {
      const parsed = parse(text);
      known.set(text, parsed.ok ? undefined : parsed.problems);
    }
    return known.get(text);
  };
}

const fieldAt = (fields: readonly string[], place: number | undefined): string | null => {
  const field = place === undefined ? '' : (fields[place] ?? '');
  return field === '' ? null : field;
};

const problem =
  (headline: string, details: readonly string[]): ProblemMaker =>
  () => ({ headline, details });

/** The first sentence is the summary. */
const sentences =
  ([first = '', ...details]: readonly string[]): ProblemMaker =>
  () => ({ headline: first.replace(/\.$/, ''), details });

const missingId = (mac: string): ProblemMaker =>
  problem(`${mac} has no ID`, ['The 4 characters after the hyphen on the label are missing.']);

const CARRIAGE_RETURN = 0x0d;
const COMMA = 0x2c;
const SEMICOLON = 0x3b;
const HYPHEN = 0x2d;
const HASH = 0x23;

/** The value of a hex digit by its character code; -1 for all others below 128. */
const digitValues = Int8Array.from({ length: 128 }, (_, code) => {
  const value = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(value) ? -1 : value;
});

/**
 * Reads `7C2F80820EC0-55DF` or `7C2F80820EC0` at the start of a row without a copy, the notation of nearly all rows. Returns
 * its end, or -1 for another notation.
 */
function readMacId(
  text: string,
  at: number,
  end: number,
  separator: number,
  into: { mac: number; id: number },
): number {
  const mac = readHex(text, at, 12, end);
  if (mac < 0) return -1;
  let after = at + 12;
  let id = NO_ID;
  if (after < end && text.charCodeAt(after) === HYPHEN) {
    id = readHex(text, after + 1, 4, end);
    if (id < 0) return -1;
    after += 5;
  }
  if (after < end && text.charCodeAt(after) !== separator) return -1;
  into.mac = mac;
  into.id = id;
  return after;
}

function readHex(text: string, at: number, digits: number, end: number): number {
  if (at + digits > end) return -1;
  let value = 0;
  for (let i = at; i < at + digits; i++) {
    const digit = digitValues[text.charCodeAt(i)] ?? -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

/** False for a comment, and for a line without content: spreadsheets write separators for the empty rows of a sheet. */
function hasContent(text: string, at: number, end: number): boolean {
  for (let i = at; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === HASH) return false;
    if (code === COMMA || code === SEMICOLON) continue;
    // Most rows begin with a character above the blank; no-break spaces and the like are rare.
    if (code > 0x20 && (code < 0x80 || text.charAt(i).trim() !== '')) return true;
  }
  return false;
}

/** Sorts by MAC. */
function sorted({ count, ...rows }: Rows): Fleet {
  const order = ascending(rows.macs.subarray(0, count));
  // TypedArray.from with a function takes ten times as long as a loop.
  const macs = new Float64Array(count);
  const ids = new Int32Array(count);
  const destinationOf = new Uint32Array(count);
  const lines = new Uint32Array(count);
  for (let at = 0; at < count; at++) {
    const row = order[at] ?? 0;
    macs[at] = rows.macs[row] ?? 0;
    ids[at] = rows.ids[row] ?? NO_ID;
    destinationOf[at] = rows.destinationOf[row] ?? 0;
    lines[at] = rows.lines[row] ?? 0;
  }
  return { size: count, macs, ids, destinationOf, lines, destinations: rows.destinations };
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

/** Removes repeated phones from a fleet sorted by MAC. */
function withoutRepeats(fleet: Fleet): Fleet {
  const kept = Uint32Array.from(fleet.macs.keys()).filter((at) => at === 0 || fleet.macs[at] !== fleet.macs[at - 1]);
  if (kept.length === fleet.size) return fleet;
  return {
    size: kept.length,
    macs: Float64Array.from(kept, (at) => fleet.macs[at] ?? 0),
    ids: Int32Array.from(kept, (at) => fleet.ids[at] ?? NO_ID),
    destinationOf: Uint32Array.from(kept, (at) => fleet.destinationOf[at] ?? 0),
    lines: Uint32Array.from(kept, (at) => fleet.lines[at] ?? 0),
    destinations: fleet.destinations,
  };
}
