import type { Algorithm } from './digest.ts';

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
