import { boot } from '../../support/phone-client.ts';
import type { TestServer } from '../../support/server.ts';
import { onEachDatabase } from './databases.ts';
import { callDocument, post } from './http.ts';
import { accepted, findings, forgetSearches, ids, mac, printTable, refused, search, walk } from './planted.ts';
import { visit, type Visitor } from './visitor.ts';

/** A page or file of each route of the portal that links lead to. */
const routes = [
  '/portal/',
  '/portal/phones',
  `/portal/phones/${mac}`,
  '/portal/phones.csv',
  '/portal/repoint',
  '/portal/history',
  '/portal/history.csv',
  '/portal/logins',
  '/portal/password',
  '/portal/unregistered',
  '/portal/upload',
  '/portal/help',
];
const [target = '', otherTarget = ''] = accepted;
const macId = `${mac}-${ids.registered}`;

/** Fills in the hidden fields of the form that a page sends to this path. */
function hiddenFields(page: string, action: string): Readonly<Record<string, string>> {
  const form = page.split('<form').find((text) => text.includes(`action="${action}"`)) ?? '';
  const fields = [...form.matchAll(/<(?:input|button)[^>]*name="([^"]+)"[^>]*value="([^"]*)"/g)].map(
    ([, name = '', value = '']): readonly [string, string] => [name, value],
  );
  return Object.fromEntries(fields.filter(([name]) => name !== '_csrf'));
}

onEachDatabase(({ kind, start }) => {
  let server: TestServer;
  let portal: Visitor;
  const submit = async (path: string, form: Readonly<Record<string, string>> | FormData): Promise<string> => {
    const { text, headers } = await portal.submit(path, form);
    search('answers to forms', text);
    search('links and addresses', headers.get('location') ?? '');
    return text;
  };

  beforeAll(async () => {
    forgetSearches();
    server = await start({ args: ['--log-level', 'debug'] });
    portal = await visit(server);
    await post(server, callDocument('autoprov.registerDevice', macId, target, 'Daryna'));
  });
  afterAll(async () => {
    printTable(`${kind}, forms`);
    await server.stop();
  });

  test('a device file shows no secret in its preview, its mistakes and its result', async () => {
    const upload = async (rows: readonly string[]): Promise<string> => {
      const form = new FormData();
      form.append('file', new Blob([['mac_id,url,provider_name', ...rows].join('\n')]), 'devices.csv');
      return submit('/portal/upload', form);
    };
    await upload([
      ...refused.map((url, index) => `7C2F80820F0${index}-${ids.listed},${url},Daryna`),
      `7C2F80820F1-${ids.mistyped},${target},Daryna`,
      `${mac}-${ids.mistyped},${otherTarget},Daryna`,
    ]);
    const preview = await upload([`7C2F80820F20-${ids.listed},${target},Daryna`, `${macId},${otherTarget},Daryna`]);
    const result = await submit('/portal/upload/apply', hiddenFields(preview, '/portal/upload/apply'));
    expect(result).toContain('1 phone registered');
  });

  test('a re-point shows no secret in its form, its preview and its notice', async () => {
    for (const url of [...refused, otherTarget]) {
      await submit('/portal/repoint', { mac, to_url: url, provider_name: 'Daryna' });
      search('pages', (await portal.send(`/portal/repoint?mac=${mac}&to_url=${encodeURIComponent(url)}`)).text);
    }
    const preview = await submit('/portal/repoint', { mac, to_url: target, provider_name: 'Daryna' });
    await submit('/portal/repoint', hiddenFields(preview, '/portal/repoint'));
    const page = await portal.send(`/portal/phones/${mac}`);
    search('pages', page.text);
    expect(page.text).toContain('re-pointed to');
  });

  test('the forms of logins show no password', async () => {
    await submit('/portal/logins', { name: 'anna', role: 'read', password: 'planted password' });
    await submit('/portal/logins', { name: 'anna', role: 'read', password: 'planted password' });
    await submit('/portal/logins', { name: macId, role: 'nothing', password: 'planted' });
    const login = { name: `${server.username}+anna` };
    await submit('/portal/logins/change', { ...login, change: 'password', password: 'another planted password' });
    await submit('/portal/logins/change', { ...login, change: 'password', password: 'planted' });
    const changed = { present: 'planted wrong', password: 'planted new one', again: 'planted new one' };
    await submit('/portal/password', changed);
    await submit('/portal/password', { ...changed, again: 'planted otherwise' });
  });

  test('every link of the portal leads to a page without a secret', async () => {
    // A phone that asks rightly and wrongly, and one that nobody registered.
    await boot(`${server.url}/device/42/2/${macId}.xml`, { username: mac, password: macId });
    await boot(`${server.url}/device/42/2/`, { username: mac, password: `${mac}-${ids.mistyped}` });
    const unregistered = `7C2F80820FFF-${ids.mistyped}`;
    await boot(`${server.url}/device/42/2/`, { username: unregistered.slice(0, 12), password: unregistered });
    const reached = await walk(portal, ['/portal/', `/portal/phones/${mac}`]);
    expect(routes.filter((route) => !reached.has(route))).toEqual([]);
  });

  test('neither the answers nor the log contained a secret', () => {
    search('log', server.log());
    expect(findings()).toEqual([]);
  });
});
