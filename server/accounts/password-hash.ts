import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';

/**
 * The scrypt parameters of new hashes: N = 2^15, r = 8, p = 3 (32 MiB), a recommendation of OWASP's password storage cheat
 * sheet. Each hash carries its own, so that older hashes stay valid when these change.
 */
const cost = { ln: 15, r: 8, p: 3 };
const HASH_BYTES = 32;
const SALT_BYTES = 16;

/** Hashes a password, which blocks the thread for a quarter of a second. Returns a PHC string: `$scrypt$ln=15,r=8,p=3$<salt>$<hash>`. */
export function hashPassword(password: string): string {
  const salt = randomBytes(SALT_BYTES);
  return formatHash(salt, derive(password, salt, HASH_BYTES, cost));
}

/** Like `hashPassword`, it blocks. Whether a PHC string is the hash of the password. Throws when the string is malformed. */
export function verifyPassword(password: string, phc: string): boolean {
  const [, ln, r, p, salt, hash] = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(phc) ?? [];
  if (salt === undefined || hash === undefined) throw new Error('The stored password hash is not a scrypt PHC string.');
  const expected = Buffer.from(hash, 'base64');
  const parameters = { ln: Number(ln), r: Number(r), p: Number(p) };
  return timingSafeEqual(derive(password, Buffer.from(salt, 'base64'), expected.length, parameters), expected);
}

/** A hash that matches no password. Verified in place of an unknown account's hash, it makes both take equally long. */
export function impossibleHash(): string {
  return formatHash(randomBytes(SALT_BYTES), randomBytes(HASH_BYTES));
}

function formatHash(salt: Buffer, hash: Buffer): string {
  const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
  return `$scrypt$ln=${cost.ln},r=${cost.r},p=${cost.p}$${unpadded(salt)}$${unpadded(hash)}`;
}

function derive(password: string, salt: Buffer, length: number, { ln, r, p }: typeof cost): Buffer {
  const N = 2 ** ln;
  // Node.js's default limit of 32 MiB is just below what these parameters take.
  return scryptSync(password, salt, length, { N, r, p, maxmem: 128 * N * r + 128 * r * p + 1024 * 1024 });
}
