import { createHash } from 'node:crypto';
import { splitUrl } from '../../attributes/wire-url.ts';
import type { ResolvedFleet } from './resolved-fleet.ts';

/**
 * A fingerprint of what phones are registered and where they are sent to: the same for the same fleet, in whatever order,
 * spelling or distribution over rows and defaults it is written. It stands in every plan for all to read, so no ID (of
 * which there are only 65,536) and no password goes into it.
 */
export function digest({ fleet, places }: ResolvedFleet): string {
  const texts = places.map(({ plainUrl, providerName }) => JSON.stringify([splitUrl(plainUrl).url, providerName]));
  const used = new Set(fleet.destinationOf);
  // Numbered by their text, as far as a phone is sent there: how they came to be there does not count.
  const ordered = [...new Set(texts.filter((_, index) => used.has(index)))].sort();
  const numbers = new Map(ordered.map((text, number) => [text, number]));
  const numberOf = Uint32Array.from(texts.map((text) => numbers.get(text) ?? 0));

  // MAC and number of each phone, ten bytes: hashing a text for each would take seconds.
  const bytes = Buffer.allocUnsafe(fleet.size * 10);
  for (let at = 0; at < fleet.size; at++) {
    bytes.writeUIntBE(fleet.macs[at] ?? 0, at * 10, 6);
    bytes.writeUInt32BE(numberOf[fleet.destinationOf[at] ?? 0] ?? 0, at * 10 + 6);
  }
  const hash = createHash('sha256').update(JSON.stringify(ordered)).update(bytes).digest('hex');
  return `sha256:${hash.slice(0, 32)}`;
}
