import type { SQLInputValue } from 'node:sqlite';
import { type DeviceFilter, type DeviceQuery, inBothCases } from '../model/device-query.ts';
import { askedColumns } from '../model/rows.ts';
import type { Query } from './reader/readers.ts';

/** SQLite rejects very long patterns. No stored text is as long, so a longer search matches nothing. */
const MAX_SEARCH_LENGTH = 4096;

/** Counts the account's phones that match the query, as `total`. */
export function countPhones(accountId: number, query: DeviceQuery): Query {
  const { where, parameters } = conditions(accountId, query);
  return { sql: `SELECT count(*) AS total FROM registrations WHERE ${where}`, parameters };
}

/** Selects one page of them. */
export function pageOfPhones(accountId: number, query: DeviceQuery): Query {
  const { where, parameters } = conditions(accountId, query);
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
  const { where, parameters } = conditions(accountId, filter);
  return {
    sql: `SELECT mac, provider_name, url, encrypted_url, registered_at FROM registrations
          WHERE ${where} AND mac > ? ORDER BY mac LIMIT ?`,
    parameters,
  };
}

function conditions(accountId: number, { search, providerName, url }: DeviceFilter) {
  const parts = ['account_id = ?'];
  const parameters: SQLInputValue[] = [accountId];
  if (search !== undefined && search !== '') {
    // SQLite ignores the part of a pattern after a NUL, which no stored text contains.
    if (search.length > MAX_SEARCH_LENGTH || search.includes('\0')) return { where: '0', parameters: [] };
    parts.push('(mac GLOB ? OR provider_name GLOB ? OR url GLOB ?)');
    // GLOB rather than LIKE, which folds only ASCII letters.
    const pattern = `*${Array.from(search, globOf).join('')}*`;
    parameters.push(pattern, pattern, pattern);
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

/** A character as a GLOB pattern: wildcards and letters become a bracket expression. */
function globOf(character: string): string {
  const forms = inBothCases(character);
  return /^[*?[]$/.test(character) || forms !== character ? `[${forms}]` : character;
}
