import { type CommandResult, runCommand, startTestServer, type TestServer } from '../../support/server.ts';
import { locationOf, onEachDatabase } from '../server/databases.ts';
import { callDocument, post } from '../server/http.ts';
import { visit } from '../server/visitor.ts';

const password = 'the password of anna';
const string = (text: string): string => `<string>${text}</string>`;
const register = callDocument(
  'autoprov.registerDevice',
  ...['7C2F80820EC0-55DF', 'http://provider.example/', 'Daryna'].map(string),
);

onEachDatabase(({ start }) => {
  let server: TestServer;
  beforeEach(async () => {
    server = await start();
  });
  afterEach(() => server.stop());

  const login = (args: readonly string[], input = ''): Promise<CommandResult> =>
    runCommand(['login', ...args, ...locationOf(server)], input);
  const addAnna = (role: string): Promise<CommandResult> =>
    login(['add', 'daryna', 'anna', '--role', role, '--password-stdin'], password);
  const anna = () => ({ url: server.url, username: 'daryna+anna', password });
  const faultOf = async (document: string): Promise<string | undefined> =>
    /<int>(-?\d+)<\/int>/.exec((await post(anna(), document)).text)?.[1];

  test('a login with the role read may look, and is refused changes with a fault', async () => {
    expect(await addAnna('read')).toEqual({
      code: 0,
      stdout: 'login "daryna+anna" added with the role read\n',
      stderr: '',
    });
    expect((await post(anna(), callDocument('autoprov.listDevices'))).text).toContain('<data>');
    expect(await faultOf(register)).toBe('-32500');
    expect((await post(server, callDocument('autoprov.listDevices'))).text).not.toContain('7C2F80820EC0');
    expect(await login(['role', 'daryna+anna', 'write'])).toMatchObject({ code: 0 });
    expect(await faultOf(register)).toBeUndefined();
    expect((await post(server, callDocument('autoprov.listDevices'))).text).toContain('7C2F80820EC0');
  });

  test.each([
    ['role', ['role', 'daryna+anna', 'read'], ''],
    ['password', ['password', 'daryna+anna', '--password-stdin'], 'another good password'],
    ['disable', ['disable', 'daryna+anna'], ''],
    ['remove', ['remove', 'daryna+anna'], ''],
  ])('%s ends the sessions of the login', async (_command, args, input) => {
    await addAnna('write');
    const visitor = await visit(anna());
    expect((await visitor.send('/portal/phones')).status).toBe(200);
    expect(await login(args, input)).toMatchObject({ code: 0, stderr: '' });
    expect((await visitor.send('/portal/phones')).status).toBe(303);
  });

  test('disable and remove block XML-RPC, and enable allows it again', async () => {
    await addAnna('write');
    const status = async () => (await post(anna(), callDocument('autoprov.listDevices'))).status;
    expect(await status()).toBe(200);
    await login(['disable', 'daryna+anna']);
    expect(await status()).toBe(401);
    const enabled = await login(['enable', 'daryna+anna', '--json']);
    expect(JSON.parse(enabled.stdout)).toEqual({ name: 'daryna+anna', change: 'disabled', disabled: false });
    expect(await status()).toBe(200);
    await login(['remove', 'daryna+anna']);
    expect(await status()).toBe(401);
  });

  test('list shows the logins of one account or of all, without passwords', async () => {
    await addAnna('write');
    await server.addAccount('other', 'the password of other');
    await login(['disable', 'daryna+anna']);
    const { stdout } = await login(['list', '--json']);
    expect(stdout).not.toContain('scrypt');
    const listed: unknown = JSON.parse(stdout);
    expect(listed).toMatchObject([
      { account: 'daryna', name: 'daryna', role: 'administer', disabledAt: null },
      { account: 'daryna', name: 'daryna+anna', role: 'write', disabledAt: expect.any(String) },
      { account: 'other', name: 'other', role: 'administer' },
    ]);
    const { stdout: table } = await login(['list', 'other']);
    expect(table.split('\n').slice(1)).toEqual([expect.stringMatching(/^other +other +administer /), '']);
  });
});

describe('gigaset-redirect login refuses', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.stop());

  test.each([
    ['an unknown account', ['add', 'nobody', 'anna', '--role', 'read', '--password-stdin'], 1, 'no account "nobody"'],
    ['an unknown login', ['remove', 'daryna+nobody'], 1, 'no login "daryna+nobody"'],
    ['an unknown role', ['role', 'daryna', 'owner'], 2, 'Allowed choices'],
    ['the last administrator', ['disable', 'daryna'], 1, 'the only enabled login'],
    ['a name with a colon', ['add', 'daryna', 'a:b', '--role', 'read', '--password-stdin'], 1, 'colon'],
    ['a short password', ['add', 'daryna', 'anna', '--role', 'read', '--password-stdin'], 1, 'at least 8'],
    ['a password as an argument', ['password', 'daryna', 'a secret'], 2, 'one argument'],
  ])('%s', async (_what, args, code, text) => {
    const result = await runCommand(['login', ...args, '--data', server.dataDir], 'short');
    expect(result).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(text) });
    expect(result.stderr).not.toContain('a secret');
  });
});
