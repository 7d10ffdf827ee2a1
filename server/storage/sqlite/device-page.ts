import type { SQLInputValue } from 'node:sqlite';
import { type DeviceFilter, type DeviceQuery, inBothCases, macPartOf } from '../model/device-query.ts';
import { askedColumns, integerColumn, type Row, textColumn } from '../model/rows.ts';
import type { Query } from './reader/readers.ts';

/** SQLite rejects very long patterns. No stored text is as long, so a longer search matches nothing. */
const MAX_SEARCH_LENGTH = 4096;
/** The digits of a whole MAC. */
const MAC_LENGTH = 12;

/** More values than that are not collected before the phones are searched. */
const MAX_VALUES = 1000;

/** The provider names and URLs that contain the text of a search. */
export interface FoundValues {
  readonly providerNames: readonly string[];
  readonly urls: readonly string[];
}

/**
 * Selects the account's provider names and URLs that contain a text, as `url` (0 or 1) and `value`. Many phones share them,
 * so that they are found much faster than the phones. MATERIALIZED, because SQLite would otherwise compare first and remove
 * the duplicates afterwards.
 */
export function valuesWith(accountId: number, search: string): Query | undefined {
  const pattern = patternOf(search);
  if (pattern === undefined) return undefined;
  return {
    sql: `WITH
            names AS MATERIALIZED (SELECT DISTINCT provider_name AS value FROM registrations WHERE account_id = ?1),
            urls AS MATERIALIZED (SELECT DISTINCT url AS value FROM registrations WHERE account_id = ?1)
          SELECT 0 AS url, value FROM names WHERE value GLOB ?2
          UNION ALL SELECT 1 AS url, value FROM urls WHERE value GLOB ?2 LIMIT ${MAX_VALUES + 1}`,
    parameters: [accountId, pattern],
  };
}

/** The rows of `valuesWith`; undefined if there are too many. */
export function foundValues(rows: readonly Row[]): FoundValues | undefined {
  if (rows.length > MAX_VALUES) return undefined;
  const valuesOf = (url: 0 | 1): readonly string[] =>
    rows.filter((row) => integerColumn(row, 'url') === url).map((row) => textColumn(row, 'value'));
  return { providerNames: valuesOf(0), urls: valuesOf(1) };
}

/**
 * Counts the account's phones that match the query, as `total`.
 *
 * @param found the values with the text of the search, if they are known
 */
export function countPhones(accountId: number, query: DeviceQuery, found: FoundValues | undefined): Query {
  const { where, parameters } = conditions(accountId, query, found);
  return { sql: `SELECT count(*) AS total FROM registrations WHERE ${where}`, parameters };
}

/** Selects one page of them. */
export function pageOfPhones(accountId: number, query: DeviceQuery, found: FoundValues | undefined): Query {
  const { where, parameters } = conditions(accountId, query, found);
  const { sort, descending, limit, offset } = query;
  return {
    // `sort` is one of four column names, never user input.
    sql: `SELECT mac, provider_name, url, encrypted_url, registered_at, ${askedColumns} FROM registrations WHERE ${where}
          ORDER BY ${sort} ${descending ? 'DESC' : 'ASC'}, mac LIMIT ? OFFSET ?`,
    parameters: [...parameters, limit, offset],
  };
}

/** Selects all of them sorted by MAC, as a listing. */
export function listOfPhones(accountId: number, filter: DeviceFilter): Query {
  const { where, parameters } = conditions(accountId, filter, undefined);
  return {
    sql: `SELECT mac, provider_name, url, encrypted_url, registered_at FROM registrations
          WHERE ${where} AND mac > ? ORDER BY mac LIMIT ?`,
    parameters,
  };
}

function conditions(accountId: number, filter: DeviceFilter, found: FoundValues | undefined) {
  const { search, providerName, url } = filter;
  const parts = ['account_id = ?'];
  const parameters: SQLInputValue[] = [accountId];
  if (search !== undefined && search !== '') {
    const searched = searchCondition(search, found);
    parts.push(searched.sql);
    parameters.push(...searched.parameters);
  }
  if (providerName !== undefined) {
    parts.push('provider_name = ?');
    parameters.push(providerName);
  }
  if (url !== undefined) {
    parts.push('url = ?');
    parameters.push(url);
  }
  return { where: parts.join(' AND '), parameters };
}

/** The condition that a phone has the text in its MAC, provider name or URL. */
function searchCondition(search: string, found: FoundValues | undefined): Query {
  const pattern = patternOf(search);
  if (pattern === undefined) return { sql: '0', parameters: [] };
  if (found === undefined) {
    return { sql: '(mac GLOB ? OR provider_name GLOB ? OR url GLOB ?)', parameters: [pattern, pattern, pattern] };
  }
  const oneOf = (column: string, values: readonly string[]): readonly Query[] =>
    values.length === 0
      ? []
      : [{ sql: `${column} IN (SELECT value FROM json_each(?))`, parameters: [JSON.stringify(values)] }];
  const macPart = macPartOf(search);
  const ways: readonly Query[] = [
    ...oneOf('provider_name', found.providerNames),
    ...oneOf('url', found.urls),
    ...(macPart === undefined ? [] : [macCondition(macPart)]),
  ];
  if (ways.length === 0) return { sql: '0', parameters: [] };
  return {
    sql: `(${ways.map(({ sql }) => sql).join(' OR ')})`,
    parameters: ways.flatMap(({ parameters }) => parameters),
  };
}

const macCondition = (part: string): Query => ({
  sql: part.length === MAC_LENGTH ? 'mac = ?' : 'instr(mac, ?) > 0',
  parameters: [part],
});

/** A search as a GLOB pattern, since LIKE folds only ASCII letters; undefined if no stored text contains it. */
function patternOf(search: string): string | undefined {
  // SQLite ignores the part of a pattern after a NUL, which no stored text contains.
  if (search.length > MAX_SEARCH_LENGTH || search.includes('\0')) return undefined;
  return `*${Array.from(search, globOf).join('')}*`;
}

/** A character as a GLOB pattern: wildcards and letters become a bracket expression. */
function globOf(character: string): string {
  const forms = inBothCases(character);
  return /^[*?[]$/.test(character) || forms !== character ? `[${forms}]` : character;
}
