import type { Connection } from '../../../provider/api/connection.ts';
import { clientFrom } from '../../../provider/configuration.ts';
import type { UrlPolicy } from '#autoprov';
import { formatPath, ProviderError, unknown } from '#framework';

type Config = Parameters<typeof clientFrom>[0];

const nothing: Config = {
  endpoint: null,
  username: null,
  password: null,
  request_timeout: null,
  max_retries: null,
  max_concurrent_requests: null,
  batch_size: null,
  ca_certificate: null,
  on_conflict: null,
  allowed_url_hosts: null,
  require_https: null,
};
const account = { GIGASET_USERNAME: 'daryna', GIGASET_PASSWORD: 'secret' };

const connection = (config: Partial<Config>, env: NodeJS.ProcessEnv = account): Connection =>
  clientFrom({ ...nothing, ...config }, env, 'test').connection();

/** Its errors: attribute and summary. */
function problems(config: Partial<Config>, env: NodeJS.ProcessEnv = account): readonly string[] {
  try {
    connection(config, env);
  } catch (error) {
    if (error instanceof ProviderError)
      return error.diagnostics.map(({ path = [], summary }) => `${formatPath(path)}: ${summary}`);
    throw error;
  }
  return [];
}

test("defaults to the vendor's service with moderate limits", () => {
  expect(connection({})).toMatchObject({
    endpoint: 'https://prov.gigaset.net/apxml/rpc.do',
    username: 'daryna',
    maxRetries: 4,
    onConflict: 'fail',
  });
});

test('the environment supplies only what the configuration omits', () => {
  const env = { ...account, GIGASET_ENDPOINT: 'redirect.example' };
  expect(connection({}, env).endpoint).toBe('https://redirect.example/apxml/rpc.do');
  expect(connection({ endpoint: '127.0.0.1:8080', username: 'other' }, env)).toMatchObject({
    endpoint: 'http://127.0.0.1:8080/apxml/rpc.do',
    username: 'other',
  });
});

test('settings of the configuration reach the connection', () => {
  expect(connection({ max_retries: 0, on_conflict: 'replace' })).toMatchObject({
    maxRetries: 0,
    onConflict: 'replace',
  });
});

test('refuses empty settings', () => {
  expect(problems({ password: '' })).toEqual(['password: The provider has no password']);
  expect(problems({ endpoint: '' })).toEqual(['endpoint: The provider has no endpoint']);
});

test('refuses an empty variable unless the configuration has a value', () => {
  expect(problems({}, { ...account, GIGASET_ENDPOINT: '' })).toEqual([
    'endpoint: The environment variable GIGASET_ENDPOINT is empty',
  ]);
  expect(problems({}, { GIGASET_USERNAME: '', GIGASET_PASSWORD: 'secret' })).toEqual([
    'username: The environment variable GIGASET_USERNAME is empty',
  ]);
  expect(problems({ endpoint: 'redirect.example' }, { ...account, GIGASET_ENDPOINT: '' })).toEqual([]);
});

test('refuses an invalid proxy', () => {
  expect(problems({}, { ...account, HTTPS_PROXY: 'ftp://proxy.example' })).toEqual([': Invalid proxy']);
});

test('reports all missing and invalid settings together', () => {
  expect(problems({ endpoint: 'ftp://redirect.example' }, {})).toEqual([
    'endpoint: Invalid endpoint',
    'username: The provider has no username',
    'password: The provider has no password',
  ]);
  expect(problems({ username: 'dar:yna' })).toEqual(['username: Invalid username']);
});

test.each([
  ['endpoint', unknown],
  ['username', unknown],
  ['password', unknown],
  ['max_retries', unknown],
  ['allowed_url_hosts', ['provider.example', unknown]],
] as const)('an unknown %s allows no connection, and the error says why', (name, value) => {
  const { connection: later } = clientFrom({ ...nothing, [name]: value }, account, 'test');
  expect(later).toThrow(ProviderError);
  try {
    later();
  } catch (error) {
    expect(error instanceof ProviderError && error.diagnostics[0]?.detail).toContain(
      `${name} in the provider's configuration will be known only after apply`,
    );
  }
});

test.each<[Partial<Config>, UrlPolicy]>([
  [{ allowed_url_hosts: ['provider.example'] }, { allowedHosts: ['provider.example'], requireHttps: false }],
  [{ require_https: true }, { allowedHosts: undefined, requireHttps: true }],
  [
    { allowed_url_hosts: [unknown], require_https: true },
    { allowedHosts: undefined, requireHttps: true },
  ],
  [
    { allowed_url_hosts: unknown, require_https: unknown },
    { allowedHosts: undefined, requireHttps: false },
  ],
])('an unknown password does not hide the rules for URLs in %j', (config, policy) => {
  expect(clientFrom({ ...nothing, ...config, password: unknown }, {}, 'test').urlPolicy).toEqual(policy);
});
