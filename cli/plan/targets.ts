/** Where a declared phone points to. */
export interface DeclaredTarget {
  /** Without credentials; undefined if it is known only after apply. */
  readonly url: string | undefined;
  readonly providerName: string | undefined;
  /** Whether the phone gets a user name and password in its URL. */
  readonly hasCredentials: boolean;
}

/**
 * Makes targets from what is declared.
 *
 * @param hasCredentials whether credentials are declared beside the URL; those in a URL are noticed and removed
 */
export type TargetPool = (
  url: string | undefined,
  providerName: string | undefined,
  hasCredentials: boolean,
) => DeclaredTarget;

/** Makes a pool in which equal targets are one object: a fleet of 100,000 phones has a few targets. */
export function createTargetPool(): TargetPool {
  const targets = new Map<string, DeclaredTarget>();
  return (url, providerName, hasCredentials) => {
    const key = `${hasCredentials ? 1 : 0}${url ?? ''}\n${providerName ?? ''}`;
    const known = targets.get(key);
    if (known !== undefined) return known;
    const bare = url === undefined ? undefined : withoutCredentials(url);
    const target = { url: bare, providerName, hasCredentials: hasCredentials || bare !== url };
    const bareKey = `${target.hasCredentials ? 1 : 0}${bare ?? ''}\n${providerName ?? ''}`;
    const pooled = targets.get(bareKey) ?? target;
    targets.set(bareKey, pooled).set(key, pooled);
    return pooled;
  };
}

/** A URL without its user name and password. */
export const withoutCredentials = (url: string): string => url.replace(/^(https?:\/\/)[^/?#]*@/i, '$1');
