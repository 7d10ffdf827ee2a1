import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { createUrlCipher } from '../../../../server/encryption/index.ts';
import { credentials, urls } from '../../autoprov/urls.ts';
import { redactUrl, withCredentials } from '#autoprov';

const masterKey = randomBytes(32);
const cipher = createUrlCipher(masterKey);

test('a URL with credentials is stored redacted, and as a whole in encrypted form', () => {
  fc.assert(
    fc.property(urls, credentials, (url, given) => {
      const whole = withCredentials(url, given);
      const stored = cipher.encrypt(whole);
      expect(stored.url).toBe(redactUrl(whole));
      expect(Buffer.from(stored.encryptedUrl ?? []).includes('S3cret')).toBe(false);
      expect(createUrlCipher(masterKey).decrypt(stored)).toBe(whole);
    }),
  );
});

test('a URL without secrets is stored as it is', () => {
  fc.assert(
    fc.property(urls, (url) => {
      expect(cipher.encrypt(url)).toEqual({ url, encryptedUrl: undefined });
      expect(cipher.decrypt({ url })).toBe(url);
    }),
  );
});

test('an encrypted URL cannot be shown as another one, or decrypted with another key', () => {
  const stored = cipher.encrypt('http://name:s3cret@host/');
  expect(() => cipher.decrypt({ ...stored, url: 'http://name:***@other/' })).toThrow();
  expect(() => createUrlCipher(randomBytes(32)).decrypt(stored)).toThrow();
});
