import { guardedField, type Registration } from '#autoprov';

/**
 * Formats phones as a `devices` text of gigaset_device_list. The server does not return IDs, so the first column contains
 * only the MAC. The URL is the server's, including credentials.
 */
export const devicesCsv = (phones: readonly Registration[]): string =>
  [
    'mac_id,url,provider_name',
    ...phones.map(({ mac, url, providerName }) => [mac, url, providerName].map(field).join()),
  ]
    .map((line) => `${line}\n`)
    .join('');

/** Quotes an empty field, because it does not mean a default here. */
const field = (text: string): string => (text === '' ? '""' : guardedField(text));
