import { hash, timingSafeEqual } from 'node:crypto';

/** The hash of a digest login, by the name that it has on the wire, the best first. */
export const algorithms = ['SHA-256', 'MD5'] as const;
export type Algorithm = (typeof algorithms)[number];

/** What a client hashes besides its password (RFC 7616, section 3.4.1), with `qop=auth`. */
export interface DigestInput {
  readonly username: string;
  readonly realm: string;
  readonly method: string;
  readonly uri: string;
  readonly nonce: string;
  readonly nc: string;
  readonly cnonce: string;
}

/** The `response` of a digest login, in lower-case hex. */
export function digestResponse(algorithm: Algorithm, input: DigestInput, password: string): string {
  const name = algorithm === 'MD5' ? 'md5' : 'sha256';
  const who = hash(name, `${input.username}:${input.realm}:${password}`);
  const what = hashOfRequest(name, `${input.method}:${input.uri}`);
  return hash(name, `${who}:${input.nonce}:${input.nc}:${input.cnonce}:auth:${what}`);
}

/** The hash of method and path. It is no secret, and phones of one kind ask for one path: the last one is kept. */
const lastRequest = { name: '', text: '', hash: '' };

function hashOfRequest(name: string, text: string): string {
  if (name !== lastRequest.name || text !== lastRequest.text) {
    Object.assign(lastRequest, { name, text, hash: hash(name, text) });
  }
  return lastRequest.hash;
}

/** Longer than anything that is compared; kept, so that nothing is allocated for a comparison. */
const [left, right] = [Buffer.alloc(64), Buffer.alloc(64)];

/** Whether two ASCII texts of at most 64 characters are the same; for texts of one length it takes the same time whatever the answer. */
export function isSame(one: string, other: string): boolean {
  if (one.length !== other.length || one.length > left.length) return false;
  left.fill(0).write(one, 'latin1');
  right.fill(0).write(other, 'latin1');
  return timingSafeEqual(left, right);
}
