import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { isSame } from './digest.ts';

/** The verdict on a nonce that a client sent. */
export type NonceState =
  | { readonly kind: 'foreign' }
  | { readonly kind: 'expired' }
  | {
      readonly kind: 'fresh';
      /** The end of its validity in ms since 1970. */
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
  make(now: number): string;
  look(nonce: string, now: number): NonceState;
}

/** 6 bytes of time and 9 random bytes make 20 characters; 18 bytes of the HMAC make 24. */
const TIME_BYTES = 6;
const RANDOM_BYTES = 9;
const HEAD_LENGTH = 20;
const TAG_LENGTH = 24;

/**
 * Stateless nonces: a time and a random part with an HMAC over both. Every instance of the server with the key can verify
 * them.
 *
 * @param key 32 bytes
 * @param lifetimeMs the validity of a nonce
 * @param notBefore nonces from before this time have expired
 */
export function createNonces(key: Uint8Array, lifetimeMs: number, notBefore = 0): Nonces {
  const secret = createSecretKey(key);
  const tag = (head: string): string =>
    createHmac('sha256', secret).update(head).digest('base64url').slice(0, TAG_LENGTH);
  return {
    make: (now) => {
      const head = Buffer.allocUnsafe(TIME_BYTES + RANDOM_BYTES);
      head.writeUIntBE(now, 0, TIME_BYTES);
      randomBytes(RANDOM_BYTES).copy(head, TIME_BYTES);
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
      // A nonce of the far future was made before the clock was set back.
      const isFuture = madeAt > now + lifetimeMs;
      if (madeAt < notBefore || isFuture || now >= expiresAt) return { kind: 'expired' };
      return { kind: 'fresh', expiresAt, number: bytes.readUIntBE(TIME_BYTES, 6) };
    },
  };
}
