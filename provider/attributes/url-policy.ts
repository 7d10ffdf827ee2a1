import { asciiHostName, isHostPattern, quote, redactUrl, type UrlPolicy, urlPolicyViolation } from '#autoprov';
import type { Validator } from '#framework';

/** Host names without scheme, port and path. */
export const allowedHosts: Validator<readonly (string | null)[]> = {
  check: (hosts) =>
    hosts.flatMap((host, at) =>
      host !== null && isHostPattern(host) ? [] : [{ detail: hostProblem(host), path: [at] }],
    ),
};

function hostProblem(host: string | null): string {
  if (host === null) return 'A host name is null.';
  const ascii = /[^\0-\x7f]/.test(host) ? asciiHostName(host) : undefined;
  const advice =
    ascii === undefined
      ? 'Write it without scheme, port and path: "provider.example", "*.provider.example" for its subdomains, or "[2001:db8::1]".'
      : `Phones look up host names in ASCII: write ${ascii}.`;
  return `${quote(host.includes('@') ? redactUrl(host) : host)} is not a host name. ${advice}`;
}

/** The maximum number of hosts that a message names. */
const MAX_NAMED_HOSTS = 10;

/** Why the policy does not allow a redirect URL, as a sentence; undefined if it does. The URL may contain credentials. */
export function violationOf(policy: UrlPolicy, url: string): string | undefined {
  switch (urlPolicyViolation(policy, url)) {
    case undefined:
      return undefined;
    case 'scheme':
      return 'The provider requires https (require_https).';
    case 'host':
      return `The provider allows only these hosts (allowed_url_hosts): ${namedHosts(policy.allowedHosts ?? [])}.`;
  }
}

function namedHosts(hosts: readonly string[]): string {
  if (hosts.length === 0) return 'none';
  const more = hosts.length - MAX_NAMED_HOSTS;
  return hosts.slice(0, MAX_NAMED_HOSTS).join(', ') + (more > 0 ? `, and ${more} more` : '');
}
