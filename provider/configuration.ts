import { connect, type Connection } from './api/connection.ts';
import { certificates, oneOf, wholeNumber } from './attributes/validators.ts';
import { parseEndpoint } from '#autoprov';
import { int64, isKnown, isUnknown, optional, ProviderError, string, type PlanOf, type Problem } from '#framework';

const REAL_SERVICE = 'https://prov.gigaset.net/apxml/rpc.do';

export const configuration = {
  endpoint: optional(string, {
    description: `Where the redirect server answers: a host name, with a port or without, or a whole URL. Default: the environment variable \`GIGASET_ENDPOINT\`, then the vendor's service, \`${REAL_SERVICE}\`.`,
  }),
  username: optional(string, {
    description:
      'The user name of the provisioner, the account that registers phones. Default: the environment variable `GIGASET_USERNAME`.',
  }),
  password: optional(string, {
    description:
      'The password of the account. It may be an ephemeral value. Default: the environment variable `GIGASET_PASSWORD`.',
    sensitive: true,
  }),
  request_timeout: optional(int64, {
    description: 'How many seconds one request may take, from 1 to 3600. Default: 60.',
    validate: [wholeNumber(1, 3600)],
  }),
  max_retries: optional(int64, {
    description:
      'How often a request is repeated after a failure that may pass: a broken connection, HTTP 429 or 5xx. The pauses get longer, or are as long as the server asks. A change is never repeated before the server was asked what became of it. From 0 to 100; default: 4.',
    validate: [wholeNumber(0, 100)],
  }),
  max_concurrent_requests: optional(int64, {
    description:
      'How many requests may be under way at once, from 1 to 100. Default: 10, as many as an engine has resources under way.',
    validate: [wholeNumber(1, 100)],
  }),
  batch_size: optional(int64, {
    description: 'How many phones go into one request at most, from 1 to 10000. Default: 500.',
    validate: [wholeNumber(1, 10_000)],
  }),
  ca_certificate: optional(string, {
    description:
      'Certificates of authorities that are trusted besides the usual ones, for a server of your own: one or more in PEM form, as in `file("ca.pem")`.',
    validate: [certificates],
  }),
  on_conflict: optional(string, {
    description:
      'What to do with a phone that your account has registered already with another URL or provider name: `fail`, and show how to import it (default), or `replace`: deregister it, then register it anew. A phone of another account can only be freed by its owner or the vendor.',
    validate: [oneOf('fail', 'replace')],
  }),
};

type Config = PlanOf<typeof configuration>;

/**
 * The connection that a configuration describes. Where part of it is not known yet, as it may be at plan, asking for the
 * connection throws: then only what needs no server can be planned.
 *
 * @throws ProviderError with all that is wrong or missing
 */
export function connectionFrom(config: Config, env: NodeJS.ProcessEnv, userAgent: string): () => Connection {
  const unknowns = Object.entries(config).flatMap(([name, value]) => (isUnknown(value) ? [name] : []));
  if (unknowns.length > 0) {
    return () => {
      throw new ProviderError({
        summary: 'The redirect server cannot be asked yet',
        detail: `${unknowns.join(', ')} in the provider's configuration will be known after apply only. Apply first what they come from (-target), or give them a value that is known at plan.`,
      });
    };
  }
  const problems: Problem[] = [];
  const text = (name: 'endpoint' | 'username' | 'password', fallback?: string): string => {
    const variable = `GIGASET_${name.toUpperCase()}`;
    const value = known(config[name]) ?? (env[variable] === '' ? undefined : env[variable]) ?? fallback;
    if (value !== undefined && value !== '') return value;
    problems.push({
      summary: `The provider has no ${name}`,
      detail: `Set ${name} in the configuration of the provider "gigaset", or the environment variable ${variable}.`,
      path: [name],
    });
    return '';
  };
  const endpoint = parseEndpoint(text('endpoint', REAL_SERVICE));
  if (!endpoint.ok) {
    problems.push({ summary: 'Invalid endpoint', detail: endpoint.problems.join('\n'), path: ['endpoint'] });
  }
  const username = text('username');
  const password = text('password');
  if (username.includes(':')) {
    problems.push({
      summary: 'Invalid username',
      detail: `${JSON.stringify(username)} has a colon in it, which HTTP Basic cannot send.`,
      path: ['username'],
    });
  }
  if (!endpoint.ok || problems.length > 0) throw new ProviderError(problems);

  const ca = known(config.ca_certificate);
  const connection = connect({
    endpoint: endpoint.value.href,
    username,
    password,
    userAgent,
    requestTimeoutMs: (known(config.request_timeout) ?? 60) * 1000,
    ...(ca !== undefined && { caCertificate: ca }),
    maxRetries: known(config.max_retries) ?? 4,
    maxConcurrentRequests: known(config.max_concurrent_requests) ?? 10,
    batchSize: known(config.batch_size) ?? 500,
    onConflict: known(config.on_conflict) === 'replace' ? 'replace' : 'fail',
  });
  return () => connection;
}

const known = <T>(value: T) => (isKnown(value) ? value : undefined);
