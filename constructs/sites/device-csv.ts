import { Fn } from 'cdktn';
import { isExpression } from './expressions.ts';
import type { FleetPhone } from './phones.ts';
import { guardedField } from '#autoprov';

/**
 * Formats phones as the `devices` of a gigaset_device_list, in their order, with the columns that are needed. Without
 * phones it is a header.
 */
export function deviceCsv(phones: readonly FleetPhone[]): string {
  const withUrl = phones.some(({ url }) => url !== undefined);
  const withName = phones.some(({ providerName }) => providerName !== undefined);
  const row = (macId: string, url: string, providerName: string): string =>
    [macId, ...(withUrl ? [url] : []), ...(withName ? [providerName] : [])].join(',');
  const rows = phones.map(({ macId, url = '', providerName = '' }) => row(macId, field(url), field(providerName)));
  return `${[row('mac_id', 'url', 'provider_name'), ...rows].join('\n')}\n`;
}

/** A field of CSV. The engine inserts the value of an expression, so it also has to double the quotes in it. */
function field(text: string): string {
  if (!isExpression(text)) return guardedField(text);
  return `"${Fn.replace(text, Fn.rawString('"'), Fn.rawString('""'))}"`;
}
