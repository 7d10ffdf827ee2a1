import { csvFields } from './csv-fields.ts';
import type { LineProblem } from './line-problems.ts';
import { parseMacId } from '#autoprov';

/** The columns that a `devices` text may have. */
export const columns = ['mac_id', 'url', 'provider_name'] as const;
export type Column = (typeof columns)[number];

/** At which place of a row each column stands; undefined where there is none. */
export type Header = { readonly count: number } & Readonly<Record<Column, number | undefined>>;

const EXPECTED =
  'The first line names the columns: mac_id,url,provider_name. url and provider_name are optional, and the columns may be in any order.';

/** Reads the first line that has something on it. What is wrong with it never shows what may be a MAC-ID. */
export function readHeader(text: string, line: number): Header | LineProblem {
  const problem = (headline: string, ...details: readonly string[]): LineProblem => ({
    line,
    headline,
    details: [...details, EXPECTED],
  });
  const fields = csvFields(text);
  if (!fields) return problem('a quote is not closed');
  const names = fields.map((name) => name.toLowerCase());
  const isColumn = (name: string): name is Column => columns.some((known) => known === name);
  if (!names.some(isColumn)) {
    const separator = text.includes(';') ? 'semicolons' : text.includes('\t') ? 'tabs' : undefined;
    if (separator !== undefined && /mac_id/i.test(text)) {
      return problem(
        `the columns are separated by ${separator}`,
        'Commas are expected: a spreadsheet calls that "CSV (comma delimited)".',
      );
    }
    const isPhone = parseMacId(fields[0] ?? '').ok;
    return problem('the header is missing', ...(isPhone ? ['This line has a phone already.'] : []));
  }
  const stranger = names.findIndex((name) => !isColumn(name));
  if (stranger >= 0) return problem(`${JSON.stringify(fields[stranger]?.slice(0, 40))} is not a column`);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) return problem(`the column ${twice} is there twice`);
  const at = (column: Column): number | undefined => {
    const place = names.indexOf(column);
    return place < 0 ? undefined : place;
  };
  if (at('mac_id') === undefined) return problem('the column mac_id is missing');
  return { count: names.length, mac_id: at('mac_id'), url: at('url'), provider_name: at('provider_name') };
}
