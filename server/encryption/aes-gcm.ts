import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts a text with AES-256-GCM and a random nonce. NIST SP 800-38D allows 2^32 random nonces a key, far more than there
 * are phones. Layout: nonce, ciphertext, tag.
 *
 * @param associated what the result belongs to; it decrypts only together with the same
 * @param nonce one of `drawNonces` that was not used before
 */
export function encryptText(
  key: KeyObject,
  text: string,
  associated: string,
  nonce: Uint8Array = randomBytes(NONCE_BYTES),
): Uint8Array {
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(associated));
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

/** Random nonces for this many texts, drawn together: drawing one takes longer than encrypting a short text. */
export function drawNonces(count: number): readonly Uint8Array[] {
  const bytes = randomBytes(count * NONCE_BYTES);
  return Array.from({ length: count }, (_, index) => bytes.subarray(index * NONCE_BYTES, (index + 1) * NONCE_BYTES));
}

/** The text in clear. Throws when it was encrypted with another key or `associated`, or was altered. */
export function decryptText(key: KeyObject, encrypted: Uint8Array, associated: string): string {
  const nonce = encrypted.subarray(0, NONCE_BYTES);
  const ciphertext = encrypted.subarray(NONCE_BYTES, -TAG_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(associated)).setAuthTag(encrypted.subarray(-TAG_BYTES));
  return decipher.update(ciphertext, undefined, 'utf8') + decipher.final('utf8');
}
