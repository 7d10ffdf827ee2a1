import { formatTable } from './output.ts';
import { csvField, encodeResponse, redactUrl, type Registration } from '#autoprov';

export const deviceFormats = ['table', 'csv', 'json', 'xml'] as const;
export type DeviceFormat = (typeof deviceFormats)[number];

/** Registrations per piece of output, so that a long list is neither one string nor many writes. */
const PIECE = 1_000;

/**
 * Formats registrations, in pieces.
 *
 * - `table` for people: passwords in URLs are hidden
 * - `csv`: a device file, with the passwords that are part of the URLs
 * - `json`: an object per line
 * - `xml`: the answer of listDevices
 */
export function* formatDevices(devices: readonly Registration[], format: DeviceFormat): Generator<string> {
  switch (format) {
    case 'table':
      yield formatTable(
        ['MAC', 'PROVIDER NAME', 'REGISTERED (UTC)', 'URL'],
        devices.map(({ mac, providerName, date, url }) => [mac, providerName, date ?? '', redactUrl(url)]),
      );
      return;
    case 'csv':
      yield 'mac_id,url,provider_name\n';
      yield* pieces(devices, ({ mac, url, providerName }) => `${[mac, url, providerName].map(csvField).join(',')}\n`);
      return;
    case 'json':
      yield* pieces(
        devices,
        ({ mac, providerName, url, date }) => `${JSON.stringify({ mac, url, providerName, registeredAt: date })}\n`,
      );
      return;
    case 'xml':
      yield encodeResponse(devices.map(({ mac, providerName, url, date }) => [mac, providerName, url, date]));
  }
}

function* pieces(devices: readonly Registration[], line: (device: Registration) => string): Generator<string> {
  for (let start = 0; start < devices.length; start += PIECE) {
    yield devices
      .slice(start, start + PIECE)
      .map(line)
      .join('');
  }
}
