import { inEitherCase } from '../letter-case.ts';
import type { DeviceQuery } from '../registration-store.ts';
import type { Statement } from './database.ts';

/** How many of an account's phones the query finds, as `total`. */
export function countPhones(accountId: number, query: DeviceQuery): Statement {
  const { where, values } = conditions(accountId, query);
  return { text: `SELECT count(*) AS total FROM registrations WHERE ${where}`, values };
}

/** One page of them. */
export function pageOfPhones(accountId: number, query: DeviceQuery): Statement {
  const { where, values } = conditions(accountId, query);
  const { sort, descending, limit, offset } = query;
  return {
    // `sort` is one of four names, never somebody's text.
    text: `SELECT mac, provider_name, url, registered_at FROM registrations WHERE ${where}
           ORDER BY ${sort} ${descending ? 'DESC' : 'ASC'}, mac
           LIMIT $${values.length + 1} OFFSET $${values.length + 2}`,
    values: [...values, limit, offset],
  };
}

function conditions(accountId: number, { search, providerName, url }: DeviceQuery) {
  const parts = ['account_id = $1'];
  const values: (string | number)[] = [accountId];
  /** Takes a value; returns the place that stands for it. */
  const place = (value: string): string => `$${values.push(value)}`;
  if (search !== undefined && search !== '') {
    const { needle, letters, forms } = fold(search);
    const part = place(needle);
    // By the columns' collation `lower` knows ASCII alone, whatever the database's locale, and is fast; letters beyond it
    // are brought to one form by being told.
    const [from, to] = letters === '' ? [] : [place(letters), place(forms)];
    const folded = (column: string): string =>
      from === undefined || to === undefined ? `lower(${column})` : `translate(lower(${column}), ${from}, ${to})`;
    const found = ['mac', 'provider_name', 'url'].map((column) => `strpos(${folded(column)}, ${part}) > 0`);
    parts.push(`(${found.join(' OR ')})`);
  }
  if (providerName !== undefined) parts.push(`provider_name = ${place(providerName)}`);
  if (url !== undefined) parts.push(`url = ${place(url)}`);
  return { where: parts.join(' AND '), values };
}

/** A search with one form for each letter, and how letters of a text beyond ASCII are brought to it: `letters` become `forms`. */
function fold(search: string): { needle: string; letters: string; forms: string } {
  const formOf = new Map<string, string>();
  const needle = Array.from(search, (sign) => {
    if (isAscii(sign)) return sign.toLowerCase();
    const known = formOf.get(sign);
    if (known !== undefined) return known;
    const written = Array.from(inEitherCase(sign)).filter((form) => !isAscii(form));
    if (written.length > 1) for (const form of written) formOf.set(form, sign);
    return sign;
  }).join('');
  return { needle, letters: [...formOf.keys()].join(''), forms: [...formOf.values()].join('') };
}

function isAscii(sign: string): boolean {
  return sign < '\u0080';
}
