import { hash, timingSafeEqual } from 'node:crypto';

/**
 * The hash algorithms of a digest login by their names in the protocol, in the order in which they are offered. Many clients
 * take the first and give up if they do not know it, and an ID of 16 bits gains nothing by SHA-256.
 */
export const algorithms = ['MD5', 'SHA-256'] as const;
export type Algorithm = (typeof algorithms)[number];

/** The hashed values besides the password (RFC 7616, section 3.4.1), with `qop=auth`. */
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
  const credentials = hash(name, `${input.username}:${input.realm}:${password}`);
  const requestHash = hashOfRequest(name, `${input.method}:${input.uri}`);
  return hash(name, `${credentials}:${input.nonce}:${input.nc}:${input.cnonce}:auth:${requestHash}`);
}

/** The hash of method and path. It is not secret, and phones of one model request one path, so the last one is cached. */
const lastRequest = { name: '', text: '', hash: '' };

function hashOfRequest(name: string, text: string): string {
  if (name !== lastRequest.name || text !== lastRequest.text) {
    Object.assign(lastRequest, { name, text, hash: hash(name, text) });
  }
  return lastRequest.hash;
}

/** Reused buffers, longer than any compared text, so that a comparison allocates nothing. */
const [left, right] = [Buffer.alloc(64), Buffer.alloc(64)];

/** Compares two ASCII texts of at most 64 characters; for equal lengths in constant time. */
export function isSame(one: string, other: string): boolean {
  if (one.length !== other.length || one.length > left.length) return false;
  left.fill(0).write(one, 'latin1');
  right.fill(0).write(other, 'latin1');
  return timingSafeEqual(left, right);
}

/** The realm, which is part of the hash. */
export const realm = 'Gigaset phones';
/** The client returns it unchanged (RFC 7616, section 3.3); ours carries no information. */
export const opaque = 'Z2lnYXNldA';

/**
 * The `WWW-Authenticate` headers of a refusal, one per algorithm: a client uses the first that it supports. `stale` tells it
 * that only the nonce was invalid, so that it retries by itself.
 */
export function challenges(offered: readonly Algorithm[], nonce: string, stale: boolean): string[] {
  return offered.map(
    (algorithm) =>
      `Digest realm="${realm}", qop="auth", algorithm=${algorithm}, nonce="${nonce}", opaque="${opaque}", userhash=false${stale ? ', stale=true' : ''}`,
  );
}
