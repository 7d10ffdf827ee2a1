import { createCipheriv, createDecipheriv, hkdfSync, timingSafeEqual } from 'node:crypto';
import { takeRandom } from './random-pool.ts';

/**
 * Keeps a phone's ID (the secret half of its MAC-ID) encrypted in the database. A hash would not do: the phone's own digest
 * login needs the ID in clear.
 */
export interface IdSeal {
  /** Encrypts the IDs (4 hex digits) of phones by their MACs (12 hex digits); one sealed ID a phone, in order. */
  seal(phones: readonly { mac: string; id: string }[]): readonly Uint8Array[];
  /** The ID in clear. Throws when it was sealed for another MAC, or with another key, or was damaged. */
  open(mac: string, sealed: Uint8Array): string;
  /** Whether this is the sealed ID; takes the same time whatever the answer. */
  matches(mac: string, sealed: Uint8Array, id: string): boolean;
}

/** The first byte of a sealed ID says how it was sealed: as a block of AES, or with AES-GCM, as the first releases did. */
const [gcm, block] = [1, 2];

/**
 * Seals a phone as one block of AES-256: its MAC, its ID, 5 random bytes and 3 zero bytes. A block cipher turns any change of
 * the block into another block altogether, so a sealed ID that opens to the right MAC and the zeros, 72 bits, is one of ours
 * (encode, then encipher: Bellare and Rogaway, 2000). AES-GCM takes 33 bytes for the same, and wants a new cipher for each
 * phone; here a list of phones is one call, and a phone that logs in a fifth of the time.
 */
export function createIdSeal(masterKey: Uint8Array): IdSeal {
  const keyFor = (purpose: string): Buffer =>
    Buffer.from(hkdfSync('sha256', masterKey, '', `gigaset-redirect: ${purpose}`, 32));
  const key = keyFor('IDs of phones, as blocks');
  // Without a chaining mode each block stands alone, so one cipher serves for ever.
  const cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  const decipher = createDecipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  const openGcm = createGcmOpener(keyFor('IDs of phones'));

  const openBlock = (mac: string, sealed: Uint8Array): string => {
    const clear = sealed.length === 1 + blockLength ? decipher.update(sealed.subarray(1)) : Buffer.alloc(0);
    const text = clear.toString('hex').toUpperCase();
    if (!text.startsWith(mac) || !text.endsWith(zeros) || mac.length !== macDigits) {
      throw new Error(`The ID of ${mac} was sealed for another phone, or with another key, or was damaged.`);
    }
    return text.slice(macDigits, macDigits + idDigits);
  };

  const open = (mac: string, sealed: Uint8Array): string => {
    switch (sealed[0]) {
      case block:
        return openBlock(mac, sealed);
      case gcm:
        return openGcm(mac, sealed);
      default:
        throw new Error(`The ID of ${mac} was sealed in a way that this release does not know.`);
    }
  };

  return {
    seal: (phones) => {
      const sealed = cipher.update(encode(phones));
      return phones.map((_, index) => {
        const bytes = Buffer.allocUnsafe(1 + blockLength);
        bytes[0] = block;
        sealed.copy(bytes, 1, index * blockLength, (index + 1) * blockLength);
        return bytes;
      });
    },
    open,
    matches: (mac, sealed, id) => {
      const right = Buffer.from(open(mac, sealed));
      const asked = Buffer.from(id);
      return right.length === asked.length && timingSafeEqual(right, asked);
    },
  };
}

const blockLength = 16;
const [macDigits, idDigits, chanceLength] = [12, 4, 5];
const zeros = '000000';

/** A block a phone, in clear. */
function encode(phones: readonly { mac: string; id: string }[]): Buffer {
  const clear = Buffer.alloc(blockLength * phones.length);
  const chance = takeRandom(chanceLength * phones.length);
  for (const [index, { mac, id }] of phones.entries()) {
    if (!/^[\dA-F]{12}$/.test(mac) || !/^[\dA-F]{4}$/.test(id))
      throw new Error('This is no phone: nothing was sealed.');
    const at = index * blockLength;
    clear.write(mac + id, at, 'hex');
    chance.copy(clear, at + (macDigits + idDigits) / 2, index * chanceLength, (index + 1) * chanceLength);
  }
  return clear;
}

/** What the first releases sealed: a version byte, a nonce of 12 bytes, the ID, a tag of 16 bytes. The MAC is authenticated with it. */
function createGcmOpener(key: Uint8Array): (mac: string, sealed: Uint8Array) => string {
  const nonceEnd = 1 + 12;
  const authTagLength = 16;
  return (mac, sealed) => {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, nonceEnd), { authTagLength });
    decipher.setAAD(Buffer.from(mac)).setAuthTag(sealed.subarray(-authTagLength));
    return decipher.update(sealed.subarray(nonceEnd, -authTagLength), undefined, 'utf8') + decipher.final('utf8');
  };
}
