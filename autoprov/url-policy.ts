import { canonicalHostName, isHostName } from './host-name.ts';

/** Which redirect URLs are allowed. */
export interface UrlPolicy {
  /** Host names, or `*.example.com` for all subdomains; undefined for any host. */
  readonly allowedHosts: readonly string[] | undefined;
  readonly requireHttps: boolean;
}

/** What a URL breaks: its scheme is not https, or its host is not in the list. */
export type UrlPolicyViolation = 'scheme' | 'host';

/** The start of a pattern that stands for all subdomains. */
const ALL_SUBDOMAINS = '*.';

/** Whether a text is a host name without scheme, port and path, or `*.` and the name of a domain. */
export const isHostPattern = (text: string): boolean =>
  text.startsWith(ALL_SUBDOMAINS)
    ? isHostName(text.slice(ALL_SUBDOMAINS.length)) && !text.includes('[')
    : isHostName(text);

/**
 * What a redirect URL, with or without credentials, breaks; undefined if the policy allows it. In a host, `%MACD` stands for
 * digits. Any other format specifier could be replaced by the end of the host and another path, so it is never allowed.
 */
export function urlPolicyViolation(
  { allowedHosts, requireHttps }: UrlPolicy,
  url: string,
): UrlPolicyViolation | undefined {
  const [, scheme = '', host = ''] = /^(https?):\/\/(?:[^/?#\\]*@)?(\[[^\]]*\]|[^/?#:]*)/i.exec(url) ?? [];
  if (requireHttps && scheme.toLowerCase() !== 'https') return 'scheme';
  if (allowedHosts === undefined) return undefined;
  const name = canonicalHostName(host.replaceAll('%MACD', 'mac'));
  const isAllowed = isHostName(name) && allowedHosts.some((allowed) => matches(canonicalHostName(allowed), name));
  return isAllowed ? undefined : 'host';
}

const matches = (allowed: string, host: string): boolean =>
  allowed.startsWith(ALL_SUBDOMAINS) ? host.endsWith(allowed.slice(1)) : host === allowed;
