import { hkdfSync } from 'node:crypto';

/** A key of 32 bytes for one purpose, as base64: what is known of one tells nothing of another. */
export function deriveKey(masterKey: Uint8Array, purpose: string): string {
  return Buffer.from(hkdfSync('sha256', masterKey, '', `gigaset-redirect: ${purpose}`, 32)).toString('base64');
}
