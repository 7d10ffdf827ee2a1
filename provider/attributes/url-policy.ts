import { isHostPattern, type UrlPolicy, urlPolicyViolation } from '#autoprov';
import type { Validator } from '#framework';

/** Host names without scheme, port and path. */
export const allowedHosts: Validator<readonly (string | null)[]> = {
  check: (hosts) =>
    hosts.flatMap((host, at) =>
      host !== null && isHostPattern(host)
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
export function violationOf(policy: UrlPolicy, url: string): string | undefined {
  const hosts = policy.allowedHosts ?? [];
  switch (urlPolicyViolation(policy, url)) {
    case undefined:
      return undefined;
    case 'scheme':
      return 'The provider requires https (require_https).';
    case 'host':
      return `The provider allows only these hosts (allowed_url_hosts): ${hosts.length === 0 ? 'none' : hosts.join(', ')}.`;
  }
}
