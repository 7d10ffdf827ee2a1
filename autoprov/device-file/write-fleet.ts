import { macIdAt, type Fleet } from './fleet.ts';
import { guardedField } from './formula-guard.ts';
import { NO_ID } from './mac-number.ts';

/** Formats a fleet as a `devices` text, sorted by MAC, with the columns that are needed. */
export function writeFleet(fleet: Fleet): string {
  const withName = fleet.destinations.some(({ providerName }) => providerName !== null);
  const withUrl = fleet.destinations.some(({ url }) => url !== null);
  const header = ['mac_id', ...(withUrl ? ['url'] : []), ...(withName ? ['provider_name'] : [])].join(',');
  const rest = fleet.destinations.map(({ url, providerName }) =>
    [...(withUrl ? [url] : []), ...(withName ? [providerName] : [])]
      .map((text) => `,${guardedField(text ?? '')}`)
      .join(''),
  );
  const lines = [header];
  for (let at = 0; at < fleet.size; at++) lines.push(macIdAt(fleet, at) + (rest[fleet.destinationOf[at] ?? 0] ?? ''));
  return `${lines.join('\n')}\n`;
}

/** Formats the known MAC-IDs of a fleet, one a line, sorted by MAC. */
export function writeMacIds(fleet: Fleet): string {
  const lines: string[] = [];
  for (let at = 0; at < fleet.size; at++) if (fleet.ids[at] !== NO_ID) lines.push(macIdAt(fleet, at));
  return lines.map((line) => `${line}\n`).join('');
}
