import { type DeviceFilter, type DeviceQuery, inBothCases, macPartOf } from '../model/device-query.ts';
import { askedColumns } from '../model/rows.ts';
import type { Statement } from './database.ts';

/** Counts the account's phones that match the query, as `total`. */
export function countPhones(accountId: number, query: DeviceQuery): Statement {
  const { where, values } = conditions(accountId, query);
  return { text: `SELECT count(*) AS total FROM registrations WHERE ${where}`, values };
}

/** Selects one page of them. */
export function pageOfPhones(accountId: number, query: DeviceQuery): Statement {
  const { where, values } = conditions(accountId, query);
  const { sort, descending, limit, offset } = query;
  return {
    // `sort` is one of four column names, never user input.
    text: `SELECT mac, provider_name, url, encrypted_url, registered_at, ${askedColumns} FROM registrations WHERE ${where}
           ORDER BY ${sort} ${descending ? 'DESC' : 'ASC'}, mac
           LIMIT $${values.length + 1} OFFSET $${values.length + 2}`,
    values: [...values, limit, offset],
  };
}

/** Selects all of them sorted by MAC. */
export function listOfPhones(accountId: number, filter: DeviceFilter): Statement {
  const { where, values } = conditions(accountId, filter);
  return {
    text: `SELECT mac, provider_name, url, encrypted_url, registered_at FROM registrations WHERE ${where} ORDER BY mac`,
    values,
  };
}

function conditions(accountId: number, { search, providerName, url }: DeviceFilter) {
  const parts = ['account_id = $1'];
  const values: (string | number)[] = [accountId];
  /** Adds a value and returns its placeholder. */
  const placeholder = (value: string): string => `$${values.push(value)}`;
  if (search !== undefined && search !== '') {
    const { needle, letters, forms } = fold(search);
    const part = placeholder(needle);
    // With the columns' collation "C", `lower` folds only ASCII, whatever the database's locale, and is fast; `translate`
    // folds the other letters of the search.
    const [from, to] = letters === '' ? [] : [placeholder(letters), placeholder(forms)];
    const folded = from === undefined || to === undefined ? 'lower(value)' : `translate(lower(value), ${from}, ${to})`;
    // Many phones share a value, so that each is compared once.
    const found = ['provider_name', 'url'].map(
      (column) => `${column} IN (
        WITH used AS MATERIALIZED (SELECT DISTINCT ${column} AS value FROM registrations WHERE account_id = $1)
        SELECT value FROM used WHERE strpos(${folded}, ${part}) > 0)`,
    );
    const macPart = macPartOf(search);
    if (macPart !== undefined) found.push(`strpos(mac, ${placeholder(macPart)}) > 0`);
    parts.push(`(${found.join(' OR ')})`);
  }
  if (providerName !== undefined) parts.push(`provider_name = ${placeholder(providerName)}`);
  if (url !== undefined) parts.push(`url = ${placeholder(url)}`);
  return { where: parts.join(' AND '), values };
}

/** Folds a search to one case. `letters` are the letters beyond ASCII that `translate` must replace by `forms`. */
function fold(search: string): { needle: string; letters: string; forms: string } {
  const formOf = new Map<string, string>();
  const needle = Array.from(search, (character) => {
    if (isAscii(character)) return character.toLowerCase();
    const known = formOf.get(character);
    if (known !== undefined) return known;
    const written = Array.from(inBothCases(character)).filter((form) => !isAscii(form));
    if (written.length > 1) for (const form of written) formOf.set(form, character);
    return character;
  }).join('');
  return { needle, letters: [...formOf.keys()].join(''), forms: [...formOf.values()].join('') };
}

function isAscii(character: string): boolean {
  return character < '\u0080';
}
