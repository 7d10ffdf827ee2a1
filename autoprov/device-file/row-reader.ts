import { parseMacId } from '../mac-id.ts';
import type { Parsed } from '../parsed.ts';
import { redactMacIds } from '../redact.ts';
import { parseProviderName } from '../redirect-target.ts';
import { parseRedirectUrl } from '../redirect-url.ts';
import { csvFields } from './csv-fields.ts';
import type { RowTarget } from './fleet.ts';
import { unguarded } from './formula-guard.ts';
import type { Header } from './header.ts';
import type { LineProblem } from './line-problems.ts';
import { hexValue, macText, NO_ID } from './mac-number.ts';

/**
 * What a file is read for.
 *
 * - `targets`: the header names `mac_id`, `url` and `provider_name`, and no other columns.
 * - `ids`: only the MAC-IDs matter. The header is optional, other columns are ignored, and each row needs an ID.
 */
export type FileContent = 'targets' | 'ids';

type ProblemMaker = () => Omit<LineProblem, 'line'>;

/** Reads row after row into its own fields, because an object for each would cost more. */
export interface RowReader {
  mac: number;
  id: number;
  destination: number;
  /** False if the row has no valid phone. */
  hasPhone: boolean;
  /** Undefined if the row is valid. */
  read(at: number, end: number): ProblemMaker | undefined;
}

/** Creates a reader for the rows below a header. It appends new targets to `destinations`. */
export function rowReader(text: string, header: Header, content: FileContent, destinations: RowTarget[]): RowReader {
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
    const macIdField = fields[header.mac_id ?? 0] ?? '';
    const macId = parseMacId(macIdField);
    if (!macId.ok) {
      if (macIdField.toLowerCase() === 'mac_id') return problem('the header occurs again', ['Delete this line.']);
      return sentences(macId.problems);
    }
    if (content === 'ids' && macId.value.id === undefined) return missingId(macId.value.mac);
    const url = fieldAt(fields, header.url);
    const written = fieldAt(fields, header.provider_name);
    const name = written === null ? null : unguarded(written);
    if (macId.value.id === undefined && url !== null && idShape.test(url)) return misplacedId(macId.value.mac);
    const wrong = (url === null ? undefined : urls(url)) ?? (name === null ? undefined : names(name));
    reader.mac = hexValue(macId.value.mac);
    reader.id = macId.value.id === undefined ? NO_ID : hexValue(macId.value.id);
    reader.destination = destination(url, name);
    reader.hasPhone = true;
    // A MAC-ID may be in any column by mistake.
    return wrong && sentences(wrong.map(redactMacIds));
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

/** An ID in a column of its own. */
const idShape = /^[0-9A-F]{4}$/i;

const misplacedId = (mac: string): ProblemMaker =>
  problem(`the ID of phone ${mac} is in the column url`, [
    'Write it in the column mac_id after the MAC and a hyphen, as in 7C2F80820EC0-55DF.',
  ]);

const HYPHEN = 0x2d;

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
