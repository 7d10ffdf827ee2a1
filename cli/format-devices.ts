import { formatTable } from './output.ts';
import { encodeResponse, guardedField, redactUrl, type Registration } from '#autoprov';

export const deviceFormats = ['table', 'csv', 'json', 'xml'] as const;
export type DeviceFormat = (typeof deviceFormats)[number];

/** The columns of a table of registrations. */
export const deviceColumns = ['MAC', 'PROVIDER NAME', 'REGISTERED (UTC)', 'URL'] as const;

/** The cells of a registration, without the password in its URL. */
export const deviceCells = ({ mac, providerName, date, url }: Registration): readonly string[] => [
  mac,
  providerName,
  date ?? '',
  redactUrl(url),
];

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
      yield formatTable(deviceColumns, devices.map(deviceCells));
      return;
    case 'csv':
      yield 'mac_id,url,provider_name\n';
      yield* csvRows(devices);
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

/** Neighbours usually have the same target. Formatting it once takes a sixth off the whole command (`npm run bench -- cli`). */
function csvRows(devices: readonly Registration[]): Generator<string> {
  let last: Pick<Registration, 'url' | 'providerName'> | undefined;
  let fields = '';
  return pieces(devices, ({ mac, url, providerName }) => {
    if (last?.url !== url || last.providerName !== providerName) {
      last = { url, providerName };
      fields = `${guardedField(url)},${guardedField(providerName)}`;
    }
    return `${guardedField(mac)},${fields}\n`;
  });
}
