import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { BOOT_ID_BYTES } from '../storage/index.ts';
import { isSame } from './digest.ts';

/** The verdict on a nonce that a client sent. */
export type NonceState =
  | { readonly kind: 'foreign' }
  | { readonly kind: 'expired' }
  | {
      readonly kind: 'fresh';
      /** The end of its validity, by the clock that `look` was given. */
      readonly expiresAt: number;
      /**
       * 48 random bits that identify the nonce in the record of used ones. If a million phones log in within a minute, two of
       * them have the same bits in one of five hundred such minutes; one of the two is then told that its nonce is stale, and
       * retries.
       */
      readonly number: number;
    };

/** Creates and verifies the nonces of digest challenges. */
export interface Nonces {
  /** @param now in ms by a clock that does not go below 0 */
  make(now: number): string;
  look(nonce: string, now: number): NonceState;
}

/** A time, a random number and the boot ID: 15 bytes make 20 characters; 18 bytes of the HMAC make 24. */
const TIME_BYTES = 6;
const NUMBER_BYTES = 6;
const HEAD_BYTES = TIME_BYTES + NUMBER_BYTES + BOOT_ID_BYTES;
const HEAD_LENGTH = 20;
const TAG_LENGTH = 24;

/** Instances that share the record of used nonces also share this boot ID. */
const SHARED = Buffer.alloc(BOOT_ID_BYTES);

/**
 * Stateless nonces: a time, a random number and a boot ID with an HMAC over all. Every instance of the server with the key
 * and the boot ID can verify them. Nonces with another boot ID have expired.
 *
 * A nonce is from the future if the clock was set back, or if the clock of the instance that made it is ahead. Up to a
 * lifetime it is accepted, because clocks differ. Beyond, it has expired too: the client then retries with a new one.
 *
 * @param key 32 bytes
 * @param lifetimeMs the validity of a nonce
 * @param bootId `BOOT_ID_BYTES` random bytes, if the record of used nonces ends with the process
 */
export function createNonces(key: Uint8Array, lifetimeMs: number, bootId: Uint8Array = SHARED): Nonces {
  const secret = createSecretKey(key);
  const tag = (head: string): string =>
    createHmac('sha256', secret).update(head).digest('base64url').slice(0, TAG_LENGTH);
  return {
    make: (now) => {
      const head = Buffer.allocUnsafe(HEAD_BYTES);
      head.writeUIntBE(now, 0, TIME_BYTES);
      randomBytes(NUMBER_BYTES).copy(head, TIME_BYTES);
      head.set(bootId, TIME_BYTES + NUMBER_BYTES);
      const text = head.toString('base64url');
      return text + tag(text);
    },
    look: (nonce, now) => {
      const head = nonce.slice(0, HEAD_LENGTH);
      if (nonce.length !== HEAD_LENGTH + TAG_LENGTH || !isSame(nonce.slice(HEAD_LENGTH), tag(head))) {
        return { kind: 'foreign' };
      }
      const bytes = Buffer.from(head, 'base64url');
      const madeAt = bytes.readUIntBE(0, TIME_BYTES);
      const expiresAt = madeAt + lifetimeMs;
      const isOfThisBoot = bytes.subarray(TIME_BYTES + NUMBER_BYTES).equals(bootId);
      const isFuture = madeAt > now + lifetimeMs;
      if (!isOfThisBoot || isFuture || now >= expiresAt) return { kind: 'expired' };
      return { kind: 'fresh', expiresAt, number: bytes.readUIntBE(TIME_BYTES, NUMBER_BYTES) };
    },
  };
}
