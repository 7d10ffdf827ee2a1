import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

export interface Certificate {
  readonly cert: string;
  readonly key: string;
  /** The certificate in DER, for the handshake line. */
  readonly der: Buffer;
}

// The part of the Distinguished Encoding Rules (ITU-T X.690) that one certificate needs. Libraries for it cost 40 ms at
// each start of the provider, which an engine starts three or four times in one apply (bench/handshake.ts).

const tlv = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  const length =
    body.length < 0x80
      ? [body.length]
      : body.length < 0x100
        ? [0x81, body.length]
        : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
};

const sequence = (...parts: readonly Uint8Array[]) => tlv(0x30, ...parts);
const setOf = (...parts: readonly Uint8Array[]) => tlv(0x31, ...parts);
const integer = (bytes: Uint8Array) => tlv(0x02, bytes);
const bitString = (bytes: Uint8Array) => tlv(0x03, Buffer.from([0]), bytes);
const octets = (bytes: Uint8Array) => tlv(0x04, bytes);
const oid = (...bytes: readonly number[]) => tlv(0x06, Buffer.from(bytes));
const utf8 = (text: string) => tlv(0x0c, Buffer.from(text));
const yes = tlv(0x01, Buffer.from([0xff]));
/** UTCTime (`260101000000Z`) through 2049, GeneralizedTime (`20500101000000Z`) from 2050 on (RFC 5280, 4.1.2.5). */
function time(date: Date): Buffer {
  const text = date.toISOString().replace(/[-:T]/g, '').replace(/\.\d+/, '');
  return date.getUTCFullYear() < 2050 ? tlv(0x17, Buffer.from(text.slice(2))) : tlv(0x18, Buffer.from(text));
}

const ecdsaWithSha256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
const commonName = (name: string) => sequence(setOf(sequence(oid(0x55, 0x04, 0x03), utf8(name))));
const extension = (id: number, critical: boolean, value: Uint8Array) =>
  sequence(oid(0x55, 0x1d, id), ...(critical ? [yes] : []), octets(value));

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * A self-signed certificate for `localhost` with a new ECDSA key on P-256 (RFC 5280), as go-plugin's client expects it
 * from a plugin. It is marked as a certificate authority, because the client adds it to its trusted authorities.
 *
 * @param now it is valid from one day before until 365 days after
 */
export function selfSignedCertificate(now: Date = new Date()): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40; // positive, without a superfluous leading byte
  const name = commonName('localhost');
  const body = sequence(
    tlv(0xa0, integer(Buffer.from([2]))), // version 3
    integer(serial),
    ecdsaWithSha256,
    name,
    sequence(time(new Date(now.getTime() - DAY_MS)), time(new Date(now.getTime() + 365 * DAY_MS))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(
      0xa3,
      sequence(
        extension(0x13, true, sequence(yes)), // basicConstraints: CA
        extension(0x0f, true, tlv(0x03, Buffer.from([1, 0b1010_1110]))), // keyUsage: digitalSignature, keyEncipherment, keyAgreement, keyCertSign, cRLSign
        extension(
          0x25, // extKeyUsage: server and client
          false,
          sequence(
            oid(0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01),
            oid(0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02),
          ),
        ),
        extension(0x11, false, sequence(tlv(0x82, Buffer.from('localhost')))), // subjectAltName
      ),
    ),
  );
  const der = sequence(body, ecdsaWithSha256, bitString(sign('sha256', body, privateKey)));
  const pem = der.toString('base64').replace(/.{1,64}/g, '$&\n');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${pem}-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    der,
  };
}
