import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { createIdCipher } from '../../../../server/encryption/index.ts';

const masterKey = randomBytes(32);
const cipher = createIdCipher(masterKey);
const hex = (length: number) =>
  fc
    .array(fc.constantFrom(...'0123456789ABCDEF'.split('')), { minLength: length, maxLength: length })
    .map((digits) => digits.join(''));
const mac = hex(12);
const id = hex(4);

describe('an encrypted ID', () => {
  test('is decrypted for its phone after a restart, and matches the same ID only', () => {
    fc.assert(
      fc.property(mac, id, id, (phone, own, other) => {
        const encryptedId = cipher.encrypt(phone, own);
        const restarted = createIdCipher(masterKey);
        expect(restarted.decrypt(phone, encryptedId)).toBe(own);
        expect(restarted.matches(phone, encryptedId, own)).toBe(true);
        expect(restarted.matches(phone, encryptedId, other)).toBe(other === own);
        expect(restarted.matches(phone, encryptedId, '')).toBe(false);
      }),
    );
  });

  test('is not decrypted for another phone', () => {
    fc.assert(
      fc.property(mac, mac, id, (phone, other, own) => {
        fc.pre(phone !== other);
        const encryptedId = cipher.encrypt(phone, own);
        expect(() => cipher.decrypt(other, encryptedId)).toThrow();
        expect(() => cipher.matches(other, encryptedId, own)).toThrow();
      }),
    );
  });

  test('is not decrypted with another key', () => {
    const encryptedId = cipher.encrypt('7C2F80820EC0', '55DF');
    expect(() => createIdCipher(randomBytes(32)).decrypt('7C2F80820EC0', encryptedId)).toThrow();
  });

  test('is not decrypted when a bit is flipped or a part is missing', () => {
    const encryptedId = Buffer.from(cipher.encrypt('7C2F80820EC0', '55DF'));
    for (let bit = 0; bit < encryptedId.length * 8; bit++) {
      const damaged = Buffer.from(encryptedId);
      damaged.writeUInt8(damaged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => cipher.decrypt('7C2F80820EC0', damaged)).toThrow();
    }
    for (const length of encryptedId.keys()) {
      expect(() => cipher.decrypt('7C2F80820EC0', encryptedId.subarray(0, length))).toThrow();
    }
  });

  test('differs each time, and does not contain the ID', () => {
    const encryptedIds = Array.from({ length: 1000 }, () => Buffer.from(cipher.encrypt('7C2F80820EC0', '55DF')));
    expect(new Set(encryptedIds.map((bytes) => bytes.toString('hex'))).size).toBe(1000);
    expect(encryptedIds.some((bytes) => bytes.includes('55DF'))).toBe(false);
  });
});
