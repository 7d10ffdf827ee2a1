import type { Algorithm } from './digest.ts';

/** What a phone's login is for; part of what it hashes. */
export const realm = 'Gigaset phones';
/** Sent back by the client as it is (RFC 7616, section 3.3); ours says nothing. */
export const opaque = 'Z2lnYXNldA';

/**
 * The `WWW-Authenticate` headers of a refusal, one an algorithm: a client takes the first that it knows. `stale` tells it
 * that nothing but the nonce was wrong, so that it tries again by itself.
 */
export function challenges(offered: readonly Algorithm[], nonce: string, stale: boolean): string[] {
  return offered.map(
    (algorithm) =>
      `Digest realm="${realm}", qop="auth", algorithm=${algorithm}, nonce="${nonce}", opaque="${opaque}", userhash=false${stale ? ', stale=true' : ''}`,
  );
}
