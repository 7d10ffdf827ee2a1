import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Keeps a phone's ID (the secret half of its MAC-ID) encrypted in the database. A hash would not do: the phone's own digest
 * login needs the ID in clear.
 */
export interface IdSeal {
  /** Encrypts the IDs of phones; one sealed ID a phone, in order. */
  seal(phones: readonly { mac: string; id: string }[]): readonly Uint8Array[];
  /** The ID in clear. Throws when it was sealed for another MAC, or with another key, or was damaged. */
  open(mac: string, sealed: Uint8Array): string;
  /** Whether this is the sealed ID; takes the same time whatever the answer. */
  matches(mac: string, sealed: Uint8Array, id: string): boolean;
}

/** The first byte of a sealed ID says how it was sealed, so that a better way can come later. */
const gcm = 1;
const nonceLength = 12;
const tagLength = 16;

/** Seals with AES-256-GCM: a version byte, a random nonce, the ID, the tag. The MAC is authenticated with it. */
export function createIdSeal(masterKey: Uint8Array): IdSeal {
  const key = Buffer.from(hkdfSync('sha256', masterKey, '', 'gigaset-redirect: IDs of phones', 32));

  const open = (mac: string, sealed: Uint8Array): string => {
    if (sealed[0] !== gcm) throw new Error(`The ID of ${mac} was sealed in a way that this release does not know.`);
    const nonceEnd = 1 + nonceLength;
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, nonceEnd), { authTagLength: tagLength });
    decipher.setAAD(Buffer.from(mac)).setAuthTag(sealed.subarray(-tagLength));
    return decipher.update(sealed.subarray(nonceEnd, -tagLength), undefined, 'utf8') + decipher.final('utf8');
  };

  return {
    seal: (phones) => {
      const nonces = randomBytes(nonceLength * phones.length);
      return phones.map(({ mac, id }, index) => {
        const nonce = nonces.subarray(index * nonceLength, (index + 1) * nonceLength);
        const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength });
        cipher.setAAD(Buffer.from(mac));
        return Buffer.concat([Buffer.of(gcm), nonce, cipher.update(id, 'utf8'), cipher.final(), cipher.getAuthTag()]);
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
