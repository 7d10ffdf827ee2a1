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
    const [from, to, part] = [place(letters), place(forms), place(needle)];
    const columns = ['mac', 'provider_name', 'url'];
    // What `lower` makes of a letter depends on the database's locale; `translate` does as it is told.
    const found = columns.map((column) => `strpos(translate(${column}, ${from}, ${to}), ${part}) > 0`);
    parts.push(`(${found.join(' OR ')})`);
  }
  if (providerName !== undefined) parts.push(`provider_name = ${place(providerName)}`);
  if (url !== undefined) parts.push(`url = ${place(url)}`);
  return { where: parts.join(' AND '), values };
}

/** A search with one form for each letter, and how a text's letters are brought to it: `letters` become `forms`. */
function fold(search: string): { needle: string; letters: string; forms: string } {
  const formOf = new Map<string, string>();
  const needle = Array.from(search, (sign) => {
    const known = formOf.get(sign);
    if (known !== undefined) return known;
    const others = Array.from(inEitherCase(sign));
    for (const other of others) formOf.set(other, sign);
    return sign;
  }).join('');
  return { needle, letters: [...formOf.keys()].join(''), forms: [...formOf.values()].join('') };
}
