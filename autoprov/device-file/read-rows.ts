import type { Separator } from './csv-fields.ts';
import type { RowTarget } from './fleet.ts';
import { findMacIds, readHeader, readSeparatorLine } from './header.ts';
import type { LineProblem, ProblemList } from './line-problems.ts';
import { type FileContent, type RowReader, rowReader } from './row-reader.ts';

/** Rows in the order of the text. */
export interface Rows {
  readonly count: number;
  readonly macs: Float64Array;
  readonly ids: Int32Array;
  readonly destinationOf: Uint32Array;
  readonly lines: Uint32Array;
  readonly destinations: readonly RowTarget[];
}

/**
 * Reads the rows of a device file, and collects their problems.
 *
 * @returns undefined if the file has no line with content
 */
export function readRows(text: string, content: FileContent, problems: ProblemList): Rows | undefined {
  // The maximum number of lines: a MAC and a separator have 13 characters.
  const most = Math.ceil(text.length / 13);
  const macs = new Float64Array(most);
  const ids = new Int32Array(most);
  const destinationOf = new Uint32Array(most);
  const lines = new Uint32Array(most);
  const destinations: RowTarget[] = [];
  const rows = (count: number): Rows => ({ count, macs, ids, destinationOf, lines, destinations });
  let count = 0;
  let row: RowReader | undefined;
  let given: Separator | undefined;

  for (const { line, at, end } of linesOf(text)) {
    if (end - at > MAX_LINE_LENGTH) {
      problems.addAt(line, () => tooLong(end - at));
      if (row === undefined) return rows(0);
      continue;
    }
    if (row === undefined) {
      const first = text.slice(at, end);
      const separator = given === undefined ? readSeparatorLine(first) : undefined;
      if (separator !== undefined) {
        given = separator;
        continue;
      }
      const found =
        content === 'ids' ? findMacIds(first, given) : { header: readHeader(first, line, given), isHeader: true };
      if ('headline' in found.header) {
        problems.add(found.header);
        return rows(0);
      }
      row = rowReader(text, found.header, content, destinations);
      if (found.isHeader) continue;
    }
    const problem = row.read(at, end);
    if (problem !== undefined) problems.addAt(line, problem);
    if (!row.hasPhone) continue;
    macs[count] = row.mac;
    ids[count] = row.id;
    destinationOf[count] = row.destination;
    lines[count] = line;
    count++;
  }
  return row && rows(count);
}

/**
 * Many times the longest row of a phone. A file of another kind may have no line ends, and would be split into millions of
 * fields.
 */
const MAX_LINE_LENGTH = 100_000;

const tooLong = (length: number): Omit<LineProblem, 'line'> => ({
  headline: `the line has ${length.toLocaleString('en-US')} characters`,
  details: ['A row describes one phone. Check that this is the right file, and that its lines have ends.'],
});

/** A line of a text: its number from 1, and where it begins and ends. */
interface TextLine {
  line: number;
  at: number;
  end: number;
}

const BYTE_ORDER_MARK = '\uFEFF';
const COMMA = 0x2c;
const SEMICOLON = 0x3b;
const HASH = 0x23;

/** The lines with content. They share one object, because a million of them would take longer than the parser. */
function* linesOf(text: string): Generator<Readonly<TextLine>> {
  const shared: TextLine = { line: 0, at: 0, end: 0 };
  let lineFeed = -1;
  let carriageReturn = -1;
  // Excel, Notepad and PowerShell write a byte order mark.
  for (let next = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0; next < text.length;) {
    if (lineFeed < next) lineFeed = indexOf(text, '\n', next);
    if (carriageReturn < next) carriageReturn = indexOf(text, '\r', next);
    shared.line++;
    shared.at = next;
    shared.end = Math.min(lineFeed, carriageReturn);
    next = afterLineEnd(text, shared.end);
    if (hasContent(text, shared.at, shared.end)) yield shared;
  }
}

/** The index of a character; the length of the text if there is none, so that it is not looked for again. */
function indexOf(text: string, character: string, from: number): number {
  const found = text.indexOf(character, from);
  return found < 0 ? text.length : found;
}

/** Where the next line begins. Some programs write `\r\r\n`, and files that were joined have several kinds of line ends. */
function afterLineEnd(text: string, at: number): number {
  if (text.startsWith('\r\n', at)) return at + 2;
  return text.startsWith('\r\r\n', at) ? at + 3 : at + 1;
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
