import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/**
 * scrypt with 2^15 blocks of 8, three times: what OWASP's password storage cheat sheet gives as equal to its first choice,
 * at 32 MiB a guess. Kept in each hash, so that a stronger choice later leaves the old hashes readable.
 */
const cost = { ln: 15, r: 8, p: 3 };
const hashLength = 32;
const saltLength = 16;

/** A hash of the password as a PHC string: `$scrypt$ln=15,r=8,p=3$<salt>$<hash>`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltLength);
  return formatHash(salt, await derive(password, salt, hashLength, cost));
}

/** Whether this is the password of that hash; takes the same time whatever the answer. Throws when the hash is malformed. */
export async function verifyPassword(password: string, phc: string): Promise<boolean> {
  const [, ln, r, p, salt, hash] = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(phc) ?? [];
  if (salt === undefined || hash === undefined) throw new Error('The stored password hash is not a scrypt PHC string.');
  const expected = Buffer.from(hash, 'base64');
  const parameters = { ln: Number(ln), r: Number(r), p: Number(p) };
  return timingSafeEqual(await derive(password, Buffer.from(salt, 'base64'), expected.length, parameters), expected);
}

/** A hash that no password has: to be verified where there is no account, so that this takes as long as where there is. */
export function impossibleHash(): string {
  return formatHash(randomBytes(saltLength), randomBytes(hashLength));
}

function formatHash(salt: Buffer, hash: Buffer): string {
  const bare = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
  return `$scrypt$ln=${cost.ln},r=${cost.r},p=${cost.p}$${bare(salt)}$${bare(hash)}`;
}

function derive(password: string, salt: Buffer, length: number, { ln, r, p }: typeof cost): Promise<Buffer> {
  const N = 2 ** ln;
  // Node.js's own limit is 32 MiB, which 2^15 * 8 * 128 bytes just passes.
  const options = { N, r, p, maxmem: 128 * N * r + 128 * r * p + 1024 * 1024 };
  return new Promise((resolve, reject) => {
    scrypt(password, salt, length, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
