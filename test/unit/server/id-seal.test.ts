import { createCipheriv, hkdfSync, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { createIdSeal } from '../../../server/secret/id-seal.ts';

const masterKey = randomBytes(32);
const seal = createIdSeal(masterKey);
const hex = (length: number) =>
  fc
    .array(fc.constantFrom(...'0123456789ABCDEF'.split('')), { minLength: length, maxLength: length })
    .map((digits) => digits.join(''));
const phone = fc.record({ mac: hex(12), id: hex(4) });

/** The only element. */
function only<T>(elements: readonly T[]): T {
  const [element, ...more] = elements;
  if (element === undefined || more.length > 0) throw new Error(`There are ${elements.length}, not one.`);
  return element;
}

describe('a sealed ID', () => {
  test('is opened for its phone, after a restart too, and matched by the same ID alone', () => {
    fc.assert(
      fc.property(fc.array(phone), hex(4), (phones, stranger) => {
        const sealed = seal.seal(phones);
        expect(sealed).toHaveLength(phones.length);
        const later = createIdSeal(masterKey);
        for (const [index, { mac, id }] of phones.entries()) {
          const bytes = sealed[index] ?? Buffer.of();
          expect(later.open(mac, bytes)).toBe(id);
          expect(later.matches(mac, bytes, id)).toBe(true);
          expect(later.matches(mac, bytes, stranger)).toBe(stranger === id);
          expect(later.matches(mac, bytes, '')).toBe(false);
        }
      }),
    );
  });

  test('is not opened for another phone', () => {
    fc.assert(
      fc.property(phone, hex(12), ({ mac, id }, other) => {
        fc.pre(mac !== other);
        const sealed = only(seal.seal([{ mac, id }]));
        expect(() => seal.open(other, sealed)).toThrow();
        expect(() => seal.matches(other, sealed, id)).toThrow();
      }),
    );
  });

  test('is not opened with another key', () => {
    const sealed = only(seal.seal([{ mac: '7C2F80820EC0', id: '55DF' }]));
    expect(() => createIdSeal(randomBytes(32)).open('7C2F80820EC0', sealed)).toThrow();
  });

  test('with any bit turned, or any part of it lost, is not opened', () => {
    const sealed = Buffer.from(only(seal.seal([{ mac: '7C2F80820EC0', id: '55DF' }])));
    fc.assert(
      fc.property(fc.nat({ max: sealed.length * 8 - 1 }), (bit) => {
        const damaged = Buffer.from(sealed);
        damaged.writeUInt8(damaged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        expect(() => seal.open('7C2F80820EC0', damaged)).toThrow();
      }),
    );
    for (const length of sealed.keys()) {
      expect(() => seal.open('7C2F80820EC0', sealed.subarray(0, length))).toThrow();
    }
  });

  test('of one phone is never twice the same, and has nothing of the ID in it', () => {
    const same = { mac: '7C2F80820EC0', id: '55DF' };
    const sealed = seal.seal(Array.from({ length: 1000 }, () => same)).map((bytes) => Buffer.from(bytes));
    expect(new Set(sealed.map((bytes) => bytes.toString('hex'))).size).toBe(1000);
    expect(sealed.some((bytes) => bytes.includes('55DF'))).toBe(false);
  });

  test('that an earlier release sealed, with AES-GCM, is opened and matched', () => {
    const key = Buffer.from(hkdfSync('sha256', masterKey, '', 'gigaset-redirect: IDs of phones', 32));
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 }).setAAD(Buffer.from('7C2F80820EC0'));
    const sealed = Buffer.concat([Buffer.of(1), nonce, cipher.update('55DF'), cipher.final(), cipher.getAuthTag()]);
    expect(seal.open('7C2F80820EC0', sealed)).toBe('55DF');
    expect(seal.matches('7C2F80820EC0', sealed, '55DF')).toBe(true);
    expect(seal.matches('7C2F80820EC0', sealed, '1910')).toBe(false);
    expect(() => seal.open('7C2F80208295', sealed)).toThrow();
  });

  test('is made for MACs and IDs in their canonical form alone', () => {
    for (const wrong of [
      { mac: '7C2F80820EC0', id: '' },
      { mac: '7C2F80820EC', id: '55DF' },
      { mac: '7c2f80820ec0', id: '55DF' },
      { mac: '7C2F80820EC0', id: '55DG' },
    ]) {
      expect(() => seal.seal([wrong])).toThrow('This is no phone');
    }
  });
});
