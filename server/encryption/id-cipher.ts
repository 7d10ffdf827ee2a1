import { createSecretKey, timingSafeEqual } from 'node:crypto';
import { decryptText, drawNonces, encryptText } from './aes-gcm.ts';
import { deriveKey } from './master-key.ts';

/**
 * Keeps a phone's ID (the secret half of its MAC-ID) encrypted in the database. A hash would not do: verifying the phone's
 * digest login takes the ID in clear.
 */
export interface IdCipher {
  /** Encrypts an ID (4 hex digits). The result is 32 bytes long, differs each time, and is valid for this MAC alone. */
  encrypt(mac: string, id: string): Uint8Array;
  /** `encrypt` for the phones of a list, with the random numbers for this many drawn together. */
  encryptor(count: number): (mac: string, id: string) => Uint8Array;
  /** The ID in clear. Throws when it was encrypted for another MAC or with another key, or was altered. */
  decrypt(mac: string, encryptedId: Uint8Array): string;
  /** Whether `id` is the encrypted one; compares in constant time. Throws as `decrypt` does. */
  matches(mac: string, encryptedId: Uint8Array, id: string): boolean;
}

/**
 * The MAC is the associated data, so that an encrypted ID cannot be moved to another row.
 *
 * @param masterKey 32 bytes; the key for IDs is derived from it
 */
export function createIdCipher(masterKey: Uint8Array): IdCipher {
  const key = createSecretKey(deriveKey(masterKey, 'phone IDs'));
  const decrypt = (mac: string, encryptedId: Uint8Array): string => decryptText(key, encryptedId, mac);
  return {
    encrypt: (mac, id) => encryptText(key, id, mac),
    encryptor: (count) => {
      const nonces = drawNonces(count).values();
      return (mac, id) => encryptText(key, id, mac, nonces.next().value);
    },
    decrypt,
    matches: (mac, encryptedId, id) => {
      const actual = Buffer.from(decrypt(mac, encryptedId));
      const candidate = Buffer.from(id);
      return actual.length === candidate.length && timingSafeEqual(actual, candidate);
    },
  };
}
