import type { Validator } from '#framework';

/** Which redirect URLs the provider's configuration allows. */
export interface UrlPolicy {
  /** Host names, or `*.example.com` for all subdomains; undefined for any host. */
  readonly allowedHosts: readonly string[] | undefined;
  readonly requireHttps: boolean;
}

const hostShape = /^(?:\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$|^\[[0-9a-f:.]+\]$/i;

/** Host names without scheme, port and path. */
export const allowedHosts: Validator<readonly (string | null)[]> = {
  check: (hosts) =>
    hosts.flatMap((host, at) =>
      host !== null && hostShape.test(host)
        ? []
        : [
            {
              detail: `${JSON.stringify(host)} is not a host name. Write it without scheme, port and path, as in "provider.example", or "*.provider.example" for its subdomains.`,
              path: [at],
            },
          ],
    ),
};

/** Why the policy does not allow a redirect URL, as a sentence; undefined if it does. The URL may contain credentials. */
export function violationOf({ allowedHosts: hosts, requireHttps }: UrlPolicy, url: string): string | undefined {
  const [, scheme = '', host = ''] = /^(https?):\/\/(?:[^/?#]*@)?(\[[^\]]*\]|[^/?#:]*)/i.exec(url) ?? [];
  if (requireHttps && scheme.toLowerCase() !== 'https') return 'The provider requires https (require_https).';
  if (hosts === undefined || hosts.some((allowed) => matches(allowed.toLowerCase(), host.toLowerCase())))
    return undefined;
  return `The provider allows only these hosts (allowed_url_hosts): ${hosts.length === 0 ? 'none' : hosts.join(', ')}.`;
}

const matches = (allowed: string, host: string): boolean =>
  allowed.startsWith('*.') ? host.endsWith(allowed.slice(1)) : host === allowed;
