import { connect, defaultLimits, type Connection, type ProviderClient } from './api/index.ts';
import { allowedHosts } from './attributes/url-policy.ts';
import { certificates, oneOf, wholeNumber } from './attributes/validators.ts';
import { findProxy, parseEndpoint, type UrlPolicy } from '#autoprov';
import {
  bool,
  int64,
  isKnown,
  isUnknown,
  list,
  optional,
  ProviderError,
  string,
  type PlanOf,
  type Problem,
} from '#framework';

const REAL_SERVICE = 'https://prov.gigaset.net/apxml/rpc.do';

export const configuration = {
  endpoint: optional(string, {
    description: `The address of the redirect server: a host name with or without a port, or a URL. Default: the environment variable \`GIGASET_ENDPOINT\`, then the vendor's service, \`${REAL_SERVICE}\`.`,
  }),
  username: optional(string, {
    description:
      'The user name of the account that registers the phones. Default: the environment variable `GIGASET_USERNAME`.',
  }),
  password: optional(string, {
    description:
      'The password of the account. It may be an ephemeral value. Default: the environment variable `GIGASET_PASSWORD`.',
    sensitive: true,
  }),
  request_timeout: optional(int64, {
    description: 'The time-out of a request in seconds, from 1 to 3600. Default: 60.',
    validate: [wholeNumber(1, 3600)],
  }),
  max_retries: optional(int64, {
    description:
      'The number of retries after a temporary failure: a broken connection, HTTP 429 or 5xx. The pauses grow, or are as long as Retry-After says. Before the provider repeats a change, it asks the server whether the change was made. From 0 to 100; default: 4.',
    validate: [wholeNumber(0, 100)],
  }),
  max_concurrent_requests: optional(int64, {
    description:
      'The maximum number of concurrent requests, from 1 to 100. Default: 10, the number of resources that an engine processes at once.',
    validate: [wholeNumber(1, 100)],
  }),
  batch_size: optional(int64, {
    description: 'The maximum number of phones in a request, from 1 to 10000. Default: 500.',
    validate: [wholeNumber(1, 10_000)],
  }),
  ca_certificate: optional(string, {
    description:
      'Additional trusted certificate authorities, for a server of your own: one or more certificates in PEM format, as in `file("ca.pem")`. The authorities of Node.js and of the operating system (on Linux also `SSL_CERT_FILE` and `SSL_CERT_DIR`) are always trusted.',
    validate: [certificates],
  }),
  on_conflict: optional(string, {
    description:
      'What to do if your account has already registered the phone with another URL or provider name: `fail` (default), with an error that shows how to import it, or `replace`, which deregisters the phone and registers it again. Only its owner or the vendor can release a phone of another account.',
    validate: [oneOf('fail', 'replace')],
  }),
  allowed_url_hosts: optional(list(string), {
    description:
      'The only hosts that redirect URLs may have, such as `["provider.example", "*.example.com"]`; `*.` stands for all subdomains. A plan with another host is an error. Default: any host.',
    validate: [allowedHosts],
  }),
  require_https: optional(bool, {
    description: 'Whether redirect URLs must use https. A plan with http is an error. Default: false.',
  }),
};

type Config = PlanOf<typeof configuration>;

/**
 * What a configuration gives to resources. If part of it is unknown, as is possible at plan, there is no connection, so that
 * only resources that need no server can be planned.
 *
 * @throws ProviderError with all missing and invalid settings
 */
export function clientFrom(config: Config, env: NodeJS.ProcessEnv, userAgent: string): ProviderClient {
  const urlPolicy = knownPolicy(config);
  const unknowns = Object.entries(config).flatMap(([name, value]) => (isPartlyUnknown(value) ? [name] : []));
  if (unknowns.length > 0) {
    const connection = (): never => {
      throw new ProviderError({
        summary: 'The configuration of the provider is unknown',
        detail: `${unknowns.join(', ')} in the provider's configuration will be known only after apply. Apply their sources first (-target), or use values that are known at plan.`,
      });
    };
    return { connection, urlPolicy };
  }
  const connection = connectionFrom(config, env, userAgent);
  return { connection: () => connection, urlPolicy };
}

/** Whether a value, or an element of a list, is unknown. */
const isPartlyUnknown = (value: Config[keyof Config]): boolean =>
  isUnknown(value) || (Array.isArray(value) && value.some(isUnknown));

/** The rules for redirect URLs, as far as they are known. A list of hosts with an unknown one would refuse too much. */
const knownPolicy = ({ allowed_url_hosts: hosts, require_https: requireHttps }: Config): UrlPolicy => ({
  allowedHosts: isPartlyUnknown(hosts) ? undefined : known(hosts)?.filter((host) => typeof host === 'string'),
  requireHttps: known(requireHttps) ?? false,
});

/** @throws ProviderError with all missing and invalid settings */
function connectionFrom(config: Config, env: NodeJS.ProcessEnv, userAgent: string): Connection {
  const problems: Problem[] = [];
  const text = (name: 'endpoint' | 'username' | 'password', fallback?: string): string => {
    const variable = `GIGASET_${name.toUpperCase()}`;
    const own = known(config[name]);
    const value = own ?? env[variable] ?? fallback;
    if (value !== undefined && value !== '') return value;
    // An unset variable of a CI system arrives empty. A default would send the password to another server.
    if (own === undefined && value === '') {
      problems.push({
        summary: `The environment variable ${variable} is empty`,
        detail: `Set ${variable}, or remove it and set ${name} in the configuration of the provider "gigaset".`,
        path: [name],
      });
      return '';
    }
    problems.push({
      summary: `The provider has no ${name}`,
      detail: `Set ${name} in the configuration of the provider "gigaset", or the environment variable ${variable}.`,
      path: [name],
    });
    return '';
  };
  const address = text('endpoint', REAL_SERVICE);
  const endpoint = address === '' ? undefined : parseEndpoint(address);
  if (endpoint?.ok === false) {
    problems.push({ summary: 'Invalid endpoint', detail: endpoint.problems.join('\n'), path: ['endpoint'] });
  }
  const proxy = endpoint?.ok === true ? findProxy(endpoint.value, env) : undefined;
  if (proxy?.ok === false) problems.push({ summary: 'Invalid proxy', detail: proxy.problems.join('\n') });
  const username = text('username');
  const password = text('password');
  if (username.includes(':')) {
    problems.push({
      summary: 'Invalid username',
      detail: `${JSON.stringify(username)} contains a colon, which HTTP Basic cannot transmit.`,
      path: ['username'],
    });
  }
  if (endpoint?.ok !== true || problems.length > 0) throw new ProviderError(problems);

  const ca = known(config.ca_certificate);
  return connect({
    endpoint: endpoint.value.href,
    username,
    password,
    userAgent,
    environment: env,
    requestTimeoutMs: (known(config.request_timeout) ?? 60) * 1000,
    ...(ca !== undefined && { caCertificate: ca }),
    maxRetries: known(config.max_retries) ?? defaultLimits.maxRetries,
    maxConcurrentRequests: known(config.max_concurrent_requests) ?? defaultLimits.maxConcurrentRequests,
    batchSize: known(config.batch_size) ?? defaultLimits.batchSize,
    onConflict: known(config.on_conflict) === 'replace' ? 'replace' : 'fail',
  });
}

const known = <T>(value: T) => (isKnown(value) ? value : undefined);
