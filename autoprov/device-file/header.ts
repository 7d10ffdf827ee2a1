import { parseMacId } from '../mac-id.ts';
import { quote } from '../parsed.ts';
import { redactMacIds } from '../redact.ts';
import { csvFields, type Separator, separators } from './csv-fields.ts';
import type { LineProblem } from './line-problems.ts';

/** The columns of a device file. */
export const columns = ['mac_id', 'url', 'provider_name'] as const;
export type Column = (typeof columns)[number];

/** The separator, the number of columns, and the position of each known column; undefined if it is missing. */
export type Header = { readonly count: number; readonly separator: Separator } & Readonly<
  Record<Column, number | undefined>
>;

const EXPECTED =
  'The first line names the columns: mac_id,url,provider_name. url and provider_name are optional, and the columns may be in any order.';

/** A path in place of the text in the file. */
const fileName = /^[^\s,;]+\.(?:csv|tsv|txt)$/i;

/** Parses `sep=;`, the line with which a file tells Excel its separator. */
export function readSeparatorLine(text: string): Separator | undefined {
  const [, chosen] = /^\s*"?sep=(.)"?[\s,;]*$/i.exec(text) ?? [];
  return separators.find((separator) => separator === chosen);
}

/**
 * Parses the header of a device file. Without a given separator, it is the one that yields a known column.
 *
 * @returns the header, or its problem, which never shows what may be a MAC-ID
 */
export function readHeader(text: string, line: number, given?: Separator): Header | LineProblem {
  const problem = (headline: string, ...details: readonly string[]): LineProblem => ({
    line,
    headline,
    details: [...details, EXPECTED],
  });
  const { separator, fields } = split(text, given);
  if (fields === undefined) return problem('a quote is not closed');
  // Spreadsheets write a separator for each column of the sheet, and the last ones may have no name.
  const last = fields.findLastIndex((field) => field !== '');
  const names = fields.slice(0, last + 1).map((name) => name.toLowerCase());
  if (!names.some(isColumn)) {
    const isPhone = parseMacId(fields[0] ?? '').ok;
    const hint = isPhone
      ? ['This line already contains a phone.']
      : /mac_id/i.test(text)
        ? ['Separate the columns by commas, semicolons or tabs.']
        : fileName.test(text.trim())
          ? ['This is the name of a file. Read the file, as in file("devices.csv").']
          : [];
    return problem('the header is missing', ...hint);
  }
  const unknown = names.findIndex((name) => !isColumn(name));
  if (unknown >= 0) return problem(`${quote(redactMacIds(fields[unknown] ?? ''))} is not a column`);
  const repeated = names.find((name, at) => names.indexOf(name) !== at);
  if (repeated !== undefined) return problem(`the column ${repeated} occurs twice`);
  const at = (column: Column): number | undefined => {
    const position = names.indexOf(column);
    return position < 0 ? undefined : position;
  };
  if (at('mac_id') === undefined) return problem('the column mac_id is missing');
  return { count: names.length, separator, mac_id: at('mac_id'), url: at('url'), provider_name: at('provider_name') };
}

/** The names that people give to the column of MAC-IDs. */
const macIdColumn = /^mac[\s_-]*(?:id|address)?$/i;

/**
 * Finds the MAC-IDs in a file whose other columns do not matter, such as a distributor's delivery note: in the column
 * that is named after them, otherwise in the first one. Other columns are ignored.
 *
 * @returns the header, and whether the line is a header rather than the first phone
 */
export function findMacIds(text: string, given?: Separator): { readonly header: Header; readonly isHeader: boolean } {
  const candidates = given === undefined ? separators : [given];
  for (const separator of candidates) {
    const position = csvFields(text, separator)?.findIndex((name) => macIdColumn.test(name)) ?? -1;
    if (position >= 0) return { header: macIdsAt(position, separator), isHeader: true };
  }
  const isPhone = (separator: Separator): boolean => parseMacId(csvFields(text, separator)?.[0] ?? '').ok;
  return { header: macIdsAt(0, candidates.find(isPhone) ?? ','), isHeader: false };
}

const macIdsAt = (position: number, separator: Separator): Header => ({
  count: Infinity,
  separator,
  mac_id: position,
  url: undefined,
  provider_name: undefined,
});

const isColumn = (name: string): name is Column => columns.some((known) => known === name);

function split(
  text: string,
  given: Separator | undefined,
): { readonly separator: Separator; readonly fields: readonly string[] | undefined } {
  const candidates = given === undefined ? separators : [given];
  const named = candidates.find((candidate) =>
    csvFields(text, candidate)?.some((name) => isColumn(name.toLowerCase())),
  );
  const separator = named ?? given ?? ',';
  return { separator, fields: csvFields(text, separator) };
}
