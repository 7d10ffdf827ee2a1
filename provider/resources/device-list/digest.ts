import { createHash } from 'node:crypto';
import { splitUrl } from '../../attributes/wire-url.ts';
import type { ResolvedFleet } from './resolved-fleet.ts';

/**
 * A fingerprint of the phones and their redirect targets. It does not depend on order, spelling, or distribution over rows
 * and defaults. Every plan shows it, so it covers no passwords and no IDs, of which there are only 65,536.
 */
export function digest({ fleet, places }: ResolvedFleet): string {
  const texts = places.map(({ plainUrl, providerName }) => JSON.stringify([splitUrl(plainUrl).url, providerName]));
  const used = new Set(fleet.destinationOf);
  // Number the targets in use by their text, so that their origin does not matter.
  const ordered = [...new Set(texts.filter((_, index) => used.has(index)))].sort();
  const numbers = new Map(ordered.map((text, number) => [text, number]));
  const numberOf = Uint32Array.from(texts.map((text) => numbers.get(text) ?? 0));

  // Ten bytes per phone for MAC and number, because hashing a text for each would take seconds.
  const bytes = Buffer.allocUnsafe(fleet.size * 10);
  for (let at = 0; at < fleet.size; at++) {
    bytes.writeUIntBE(fleet.macs[at] ?? 0, at * 10, 6);
    bytes.writeUInt32BE(numberOf[fleet.destinationOf[at] ?? 0] ?? 0, at * 10 + 6);
  }
  const hash = createHash('sha256').update(JSON.stringify(ordered)).update(bytes).digest('hex');
  return `sha256:${hash.slice(0, 32)}`;
}
