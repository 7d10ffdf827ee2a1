import { csvField } from '../resources/device-list/csv-fields.ts';
import type { Registration } from '#autoprov';

/**
 * Phones as a `devices` text of gigaset_device_list, a row each. The server does not tell an ID, so the first column has
 * the MAC alone; the URL is as the server has it, with the credentials that it may carry.
 */
export const devicesCsv = (phones: readonly Registration[]): string =>
  [
    'mac_id,url,provider_name',
    ...phones.map(({ mac, url, providerName }) => [mac, url, providerName].map(field).join()),
  ]
    .map((line) => `${line}\n`)
    .join('');

/** One that is empty says so, since it does not stand for a default here. */
const field = (text: string): string => (text === '' ? '""' : csvField(text));
