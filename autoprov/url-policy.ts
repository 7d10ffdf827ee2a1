/** Which redirect URLs are allowed. */
export interface UrlPolicy {
  /** Host names, or `*.example.com` for all subdomains; undefined for any host. */
  readonly allowedHosts: readonly string[] | undefined;
  readonly requireHttps: boolean;
}

/** What a URL breaks: its scheme is not https, or its host is not in the list. */
export type UrlPolicyViolation = 'scheme' | 'host';

const hostShape = /^(?:\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$|^\[[0-9a-f:.]+\]$/i;

/** Whether a text is a host name without scheme, port and path, or `*.` and the name of a domain. */
export const isHostPattern = (text: string): boolean => hostShape.test(text);

/** What a redirect URL, with or without credentials, breaks; undefined if the policy allows it. */
export function urlPolicyViolation(
  { allowedHosts, requireHttps }: UrlPolicy,
  url: string,
): UrlPolicyViolation | undefined {
  const [, scheme = '', host = ''] = /^(https?):\/\/(?:[^/?#]*@)?(\[[^\]]*\]|[^/?#:]*)/i.exec(url) ?? [];
  if (requireHttps && scheme.toLowerCase() !== 'https') return 'scheme';
  const isAllowed =
    allowedHosts === undefined || allowedHosts.some((allowed) => matches(allowed.toLowerCase(), host.toLowerCase()));
  return isAllowed ? undefined : 'host';
}

const matches = (allowed: string, host: string): boolean =>
  allowed.startsWith('*.') ? host.endsWith(allowed.slice(1)) : host === allowed;
