import { createSecretKey } from 'node:crypto';
import type { StoredUrl } from '../storage/index.ts';
import { decryptText, encryptText } from './aes-gcm.ts';
import { deriveKey } from './master-key.ts';
import { redactUrl } from '#autoprov';

/**
 * Keeps the passwords in redirect URLs out of the database, and so out of backups, searches and pages. A URL is stored as it
 * may be shown; one with secrets is also stored as a whole, encrypted.
 */
export interface UrlCipher {
  encrypt(url: string): StoredUrl;
  /** The whole URL. Throws when it was encrypted with another key, or either part was altered. */
  decrypt(stored: StoredUrl): string;
}

/** @param masterKey 32 bytes; the key for URLs is derived from it */
export function createUrlCipher(masterKey: Uint8Array): UrlCipher {
  const key = createSecretKey(deriveKey(masterKey, 'redirect URLs'));
  return {
    encrypt: (url) => {
      const shown = redactUrl(url);
      return { url: shown, encryptedUrl: shown === url ? undefined : encryptText(key, url, shown) };
    },
    decrypt: ({ url, encryptedUrl }) => (encryptedUrl === undefined ? url : decryptText(key, encryptedUrl, url)),
  };
}
