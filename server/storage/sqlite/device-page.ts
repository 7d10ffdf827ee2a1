import type { SQLInputValue } from 'node:sqlite';
import { inEitherCase } from '../letter-case.ts';
import type { DeviceQuery } from '../registration-store.ts';

/** A query and its parameters. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly SQLInputValue[];
}

const longestSearch = 4096;

/** How many of an account's phones the query finds, as `total`. */
export function countPhones(accountId: number, query: DeviceQuery): Statement {
  const { where, parameters } = conditions(accountId, query);
  return { sql: `SELECT count(*) AS total FROM registrations WHERE ${where}`, parameters };
}

/** One page of them. */
export function pageOfPhones(accountId: number, query: DeviceQuery): Statement {
  const { where, parameters } = conditions(accountId, query);
  const { sort, descending, limit, offset } = query;
  return {
    // `sort` is one of four names, never somebody's text.
    sql: `SELECT mac, provider_name, url, registered_at FROM registrations WHERE ${where}
          ORDER BY ${sort} ${descending ? 'DESC' : 'ASC'}, mac LIMIT ? OFFSET ?`,
    parameters: [...parameters, limit, offset],
  };
}

function conditions(accountId: number, { search, providerName, url }: DeviceQuery) {
  const parts = ['account_id = ?'];
  const parameters: SQLInputValue[] = [accountId];
  if (search !== undefined && search !== '') {
    // SQLite refuses endless patterns, and reads none beyond a NUL; nothing that is stored is as long, or has one.
    if (search.length > longestSearch || search.includes('\0')) return { where: '0', parameters: [] };
    parts.push('(mac GLOB ? OR provider_name GLOB ? OR url GLOB ?)');
    // LIKE takes letters beyond ASCII for others in the other case; GLOB can be told of both.
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

/** One sign of a search as GLOB takes it: signs that mean something there, and letters, stand in brackets. */
function globOf(sign: string): string {
  const forms = inEitherCase(sign);
  return /^[*?[]$/.test(sign) || forms !== sign ? `[${forms}]` : sign;
}
