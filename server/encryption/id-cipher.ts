import { createCipheriv, createDecipheriv, createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto';
import { deriveKey } from './master-key.ts';

/**
 * Keeps a phone's ID (the secret half of its MAC-ID) encrypted in the database. A hash would not do: verifying the phone's
 * digest login takes the ID in clear.
 */
export interface IdCipher {
  /** Encrypts an ID (4 hex digits). The result is 32 bytes long, differs each time, and is valid for this MAC alone. */
  encrypt(mac: string, id: string): Uint8Array;
  /** The ID in clear. Throws when it was encrypted for another MAC or with another key, or was altered. */
  decrypt(mac: string, encryptedId: Uint8Array): string;
  /** Whether `id` is the encrypted one; compares in constant time. Throws as `decrypt` does. */
  matches(mac: string, encryptedId: Uint8Array, id: string): boolean;
}

const algorithm = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM with a random nonce; the MAC is the associated data, so that an encrypted ID cannot be moved to another row.
 * Layout: nonce, ciphertext, tag. NIST SP 800-38D allows 2^32 random nonces a key, far more than there are phones.
 *
 * @param masterKey 32 bytes; the key for IDs is derived from it
 */
export function createIdCipher(masterKey: Uint8Array): IdCipher {
  const key = createSecretKey(deriveKey(masterKey, 'phone IDs'));

  const decrypt = (mac: string, encryptedId: Uint8Array): string => {
    const nonce = encryptedId.subarray(0, NONCE_BYTES);
    const ciphertext = encryptedId.subarray(NONCE_BYTES, -TAG_BYTES);
    const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(mac)).setAuthTag(encryptedId.subarray(-TAG_BYTES));
    return decipher.update(ciphertext, undefined, 'utf8') + decipher.final('utf8');
  };

  return {
    encrypt: (mac, id) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.from(mac));
      return Buffer.concat([nonce, cipher.update(id, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    },
    decrypt,
    matches: (mac, encryptedId, id) => {
      const actual = Buffer.from(decrypt(mac, encryptedId));
      const candidate = Buffer.from(id);
      return actual.length === candidate.length && timingSafeEqual(actual, candidate);
    },
  };
}
