import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { deviceIdOf } from '../../../../server/phone/device-id.ts';
import { createNonces } from '../../../../server/phone/nonces.ts';

const newKey = (): Buffer => randomBytes(32);
const key = newKey();
const lifetime = 60_000;
const now = Date.UTC(2026, 10, 24);

describe('a nonce', () => {
  test('is valid on every instance with the same key until it expires', () => {
    const nonce = createNonces(key, lifetime).make(now);
    const other = createNonces(key, lifetime);
    const fresh = { kind: 'fresh', expiresAt: now + lifetime, number: expect.any(Number) };
    expect(other.look(nonce, now)).toEqual(fresh);
    expect(other.look(nonce, now + lifetime - 1)).toEqual(fresh);
    expect(other.look(nonce, now + lifetime)).toEqual({ kind: 'expired' });
  });

  test('of another process that forgets used nonces has expired, whatever the time', () => {
    const [boot, next] = [Buffer.from('one'), Buffer.from('two')];
    const nonce = createNonces(key, lifetime, boot).make(now);
    expect(createNonces(key, lifetime, boot).look(nonce, now)).toMatchObject({ kind: 'fresh' });
    fc.assert(
      fc.property(fc.nat(2 ** 45), (time) => {
        expect(createNonces(key, lifetime, next).look(nonce, time)).toEqual({ kind: 'expired' });
        expect(createNonces(key, lifetime).look(nonce, time)).toEqual({ kind: 'expired' });
      }),
    );
  });

  test('is fresh within its lifetime of the time when it was made, and has expired at any other', () => {
    const nonces = createNonces(key, lifetime);
    fc.assert(
      fc.property(fc.nat(2 ** 45), fc.integer({ min: -2 * lifetime, max: 2 * lifetime }), (madeAt, late) => {
        fc.pre(madeAt + late >= 0);
        const isFresh = -lifetime <= late && late < lifetime;
        expect(nonces.look(nonces.make(madeAt), madeAt + late).kind).toBe(isFresh ? 'fresh' : 'expired');
      }),
    );
  });

  test('with another key or a changed character is foreign', () => {
    const nonces = createNonces(key, lifetime);
    expect(nonces.look(createNonces(newKey(), lifetime).make(now), now)).toEqual({ kind: 'foreign' });
    const nonce = nonces.make(now);
    fc.assert(
      fc.property(fc.nat(nonce.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, sign) => {
        fc.pre(sign !== nonce[at]);
        expect(nonces.look(nonce.slice(0, at) + sign + nonce.slice(at + 1), now)).toEqual({ kind: 'foreign' });
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => expect(nonces.look(text, now)).toEqual({ kind: 'foreign' })));
  });

  test('is never repeated, neither in full nor by its number', () => {
    const nonces = createNonces(key, lifetime);
    const made = Array.from({ length: 10_000 }, () => nonces.make(now));
    expect(new Set(made).size).toBe(10_000);
    const numbers = made.map((nonce) => {
      const state = nonces.look(nonce, now);
      return state.kind === 'fresh' ? state.number : undefined;
    });
    expect(new Set(numbers).size).toBe(10_000);
  });
});

test.each([
  ['/device/42/2/master.bin', '42/2'],
  ['/device/42/2/', '42/2'],
  ['/device/42/2', '42/2'],
  ['/device/42/2?mac=1', '42/2'],
  ['/device/106/12/xml/7C2F80820EC0.xml', '106/12'],
  ['/device/42/master.bin', undefined],
  ['/device/42/2x/', undefined],
  ['/device/42/2%0d%0aX: y/', undefined],
  ['/device/42/', undefined],
  ['/device/../2/', undefined],
  ['/device', undefined],
  ['/', undefined],
  ['/x/device/42/2/', undefined],
])('the device ID of %s is %s', (path, deviceId) => {
  expect(deviceIdOf(path)).toBe(deviceId);
});
