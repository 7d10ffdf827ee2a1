import { createServer, type Server } from 'node:http';
import { type CommandResult, runCommand, startTestServer, type TestServer } from '../../support/server.ts';
import { nodePeer, type Peer } from '../server/peers.ts';

const reception = '7C2F80820EC0-55DF';
const kitchen = '7C2F80208295-1910';
const url = 'http://172.29.0.103/plainxml/%DVID/xml/%MACD.xml';

let server: TestServer;
let host: string;
/** Prepares the state of a test; the tested calls use the command line. */
let peer: Peer;
beforeAll(async () => {
  server = await startTestServer();
  peer = nodePeer(server);
  host = server.url.replace('http://', '');
});
afterAll(() => server.stop());

const call = (...args: readonly string[]): Promise<CommandResult> => runCommand(['call', ...args]);
/** With the right name and password. */
const ask = (...args: readonly string[]): Promise<CommandResult> =>
  call(server.username, server.password, host, ...args);
const answered = (stdout: string, code = 0): CommandResult => ({ code, stdout: `${stdout}\n`, stderr: '' });
const nobody = async (): Promise<void> => {
  await peer.call('deregisterDeviceList', [reception, kitchen]);
};

/** A line of the vendor's manual with the placeholders filled in. */
function fillIn(line: string): readonly string[] {
  const values: readonly [string, string][] = [
    ['Auth-Name', server.username],
    ['Auth-Pass', server.password],
    ['prov.gigaset.net', host],
    ['MAC-ID1,MAC-ID2,MAC-IDN', `${reception},${kitchen}`],
    ['MAC-ID', reception],
    ['URL', url],
    ['Provider-Name', 'Daryna'],
  ];
  const words = line.replace('python ap-client.py ', '').trim().split(' ');
  return words.map((word) => values.reduce((text, [placeholder, value]) => text.replace(placeholder, value), word));
}

describe("the ap-client.py lines of the vendor's manual, run by gigaset-redirect call", () => {
  const run = (line: string): Promise<CommandResult> => call(...fillIn(line));
  beforeEach(nobody);

  test('register a phone', async () => {
    const line =
      'python ap-client.py Auth-Name Auth-Pass prov.gigaset.net autoprov.registerDevice s:MAC-ID s:URL s:Provider-Name';
    expect(await run(line)).toEqual(answered('[true, "OK: password"]'));
    expect(await run(line)).toEqual(answered('[false, "mac_already_in_use:7C2F80820EC0"]', 1));
  });

  test('list the phones of a provider name', async () => {
    const line = 'python ap-client.py Auth-Name Auth-Pass prov.gigaset.net autoprov.listDevices s:Provider-Name';
    expect(await run(line)).toEqual(answered('[]'));
    await peer.call('registerDevice', reception, url, 'Daryna');
    const { code, stdout } = await run(line);
    expect({ code, stdout: stdout.replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/, 'DATE') }).toEqual({
      code: 0,
      stdout: `[\n  ["7C2F80820EC0", "Daryna", "${url}", "DATE"]\n]\n`,
    });
  });

  test('deregister a phone', async () => {
    const line = 'python ap-client.py Auth-Name Auth-Pass prov.gigaset.net autoprov.deregisterDevice s:MAC-ID ';
    await peer.call('registerDevice', reception, url, 'Daryna');
    expect(await run(line)).toEqual(answered('[true, "OK"]'));
    expect(await run(line)).toEqual(answered('[false, "mac_not_found:7C2F80820EC0"]', 1));
  });

  test('deregister a list', async () => {
    const line =
      'python ap-client.py Auth-Name Auth-Pass prov.gigaset.net autoprov.deregisterDeviceList sl:MAC-ID1,MAC-ID2,MAC-IDN';
    await peer.call('registerDeviceList', [reception, kitchen], url, 'Daryna');
    expect(await run(line)).toEqual(answered('[true, "OK", "OK"]'));
    await peer.call('registerDevice', kitchen, url, 'Daryna');
    expect(await run(line)).toEqual(answered('[false, "mac_not_found:7C2F80820EC0", "OK"]', 1));
  });

  test("register a list, with the manual's stray comma after the URL", async () => {
    const line =
      'python ap-client.py Auth-Name Auth-Pass prov.gigaset.net autoprov.registerDeviceList sl:MAC-ID1,MAC-ID2,MAC-IDN s:URL, s:Provider-Name';
    expect(await run(line)).toEqual({
      code: 0,
      stdout: '[true, "OK: password", "OK: password"]\n',
      stderr: 'gigaset-redirect: Argument 2 was used without its trailing comma.\n',
    });
    expect((await ask('checkDevice', `s:${kitchen}`)).stdout).toContain(`"${url}"]`);
  });
});

describe('the host of a call', () => {
  test.each([
    ['host and port', (port: string) => `127.0.0.1:${port}`],
    ['a name and port', (port: string) => `localhost:${port}`],
    ['with a scheme', (port: string) => `http://127.0.0.1:${port}`],
    ['with a slash at its end', (port: string) => `http://127.0.0.1:${port}/`],
    ['with a path', (port: string) => `127.0.0.1:${port}/apxml/rpc.do`],
    ['with scheme and path', (port: string) => `HTTP://localhost:${port}/apxml/rpc.do`],
  ])('may be written as %s', async (_, write) => {
    const result = await call(server.username, server.password, write(new URL(server.url).port), 'listDevices');
    expect(result).toMatchObject({ code: 0, stderr: '' });
  });

  test('may contain another path', async () => {
    const result = await call(server.username, server.password, `${host}/elsewhere`, 'listDevices');
    expect(result).toMatchObject({ code: 3, stdout: '' });
    expect(result.stderr).toContain(`${server.url}/elsewhere`);
  });
});

describe('the exit code of a call', () => {
  beforeEach(nobody);

  test('is 0 on success, also for a long list', async () => {
    expect((await ask('registerDevice', `s:${reception}`, `s:${url}`, 's:Daryna')).code).toBe(0);
    expect((await ask('checkDevice', 's:7C2F80820EC0')).code).toBe(0);
    expect((await ask('LISTDEVICES')).code).toBe(0);
  });

  test('is 1 if the server refuses, by an answer code or by a fault', async () => {
    expect(await ask('checkDevice', 's:kitchen')).toEqual(answered('[false, "mac_invalid:kitchen"]', 1));
    expect((await ask('checkDevice')).code).toBe(1);
    const unknown = await ask('system.listMethods');
    expect(unknown).toMatchObject({ code: 1, stdout: '' });
    expect(unknown.stderr).toContain('autoprov.registerDevice, ');
  });

  test.each([
    ['a wrong password', ['daryna', 'wrong'], /HTTP 401/],
    ['a missing account', ['nobody', 'wrong'], /HTTP 401/],
  ])('is 3 with %s', async (_, [name = '', password = ''], message) => {
    const result = await call(name, password, host, 'listDevices');
    expect(result).toMatchObject({ code: 3, stdout: '' });
    expect(result.stderr).toMatch(message);
  });

  test('is 3 if no server listens, with an error that suggests what to check', async () => {
    const result = await call('daryna', 'secret', '127.0.0.1:1', 'listDevices');
    expect(result).toMatchObject({ code: 3, stdout: '' });
    expect(result.stderr).toMatch(/connection refused/);
  });

  describe('if another service answers', () => {
    let web: Server;
    beforeAll(async () => {
      web = createServer((_request, response) => {
        response.setHeader('Content-Type', 'text/html').end('<html><title>Welcome to my router</title></html>');
      });
      await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    });
    afterAll(() => web.close());

    test('is 3, and the error quotes it', async () => {
      const address = web.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      const result = await call('daryna', 'secret', `127.0.0.1:${port}`, 'listDevices');
      expect(result).toMatchObject({ code: 3, stdout: '' });
      expect(result.stderr).toContain('Welcome to my router');
    });
  });
});

describe('an invalid call says what to type, with exit code 2', () => {
  test.each([
    ['no arguments at all', [], /missing required argument 'method'\n.*gigaset-redirect call --help/],
    ['no method', ['daryna', 'pw', 'HOST'], /missing required argument 'method'\n.*gigaset-redirect call --help/],
    ['an unknown option', ['--jason', 'a'], /unknown option '--jason'(?:.|\n)*\n.*gigaset-redirect call --help/],
    ['name and password in one', ['daryna:pw', 'x', 'HOST', 'm'], /write the name, a blank, the password/],
    ['an unknown scheme', ['daryna', 'pw', 'ftp://HOST', 'm'], /is not an endpoint/],
    ['a password in the host', ['daryna', 'x', 'http://a:geheim@HOST', 'm'], /is not an endpoint/],
    ['an argument without a kind', ['daryna', 'pw', 'HOST', 'm', 's:a', reception], /Argument 2 .* Write s:TEXT/],
    ['an invalid integer', ['daryna', 'pw', 'HOST', 'm', 'i:many'], /Argument 1 .* write i:42/],
    ['an invalid Boolean', ['daryna', 'pw', 'HOST', 'm', 'b:maybe'], /Argument 1 .* write b:1 or b:0/],
    ['a control character', ['daryna', 'pw', 'HOST', 'm', 's:\u0007'], /Argument 1 .* without control characters/],
  ])('%s', async (_, args, message) => {
    const result = await call(...args.map((text) => text.replace('HOST', host)));
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toMatch(message);
    expect(result.stderr).toMatch(/^gigaset-redirect: /);
  });
});

describe('a call without name, password and host', () => {
  const env = () => ({
    GIGASET_ENDPOINT: host,
    GIGASET_USERNAME: server.username,
    GIGASET_PASSWORD: server.password,
  });
  afterAll(nobody);

  test('takes them from the environment', async () => {
    await nobody();
    expect(await runCommand(['call', 'listDevices'], '', env())).toEqual(answered('[]'));
    const register = ['call', 'autoprov.registerDevice', `s:${reception}`, `s:${url}`, 's:Daryna'];
    expect(await runCommand(register, '', env())).toEqual(answered('[true, "OK: password"]'));
    const { stdout } = await runCommand(['call', '--json', 'listDevices'], '', env());
    expect(JSON.parse(stdout)).toMatchObject([['7C2F80820EC0', 'Daryna', url, expect.anything()]]);
    expect(stdout.trim()).not.toContain('\n');
  });

  test('takes them from options before the method', async () => {
    const args = ['call', '--endpoint', host, '--username', server.username, 'checkDevice', 's:7C2F80000099'];
    expect(await runCommand(args, `${server.password}\n`)).toEqual(
      answered('[false, "mac_not_found:7C2F80000099"]', 1),
    );
  });

  test('prefers the old order of arguments to the environment', async () => {
    const args = ['call', server.username, server.password, host, 'listDevices', 's:Nobody'];
    const elsewhere = { ...env(), GIGASET_ENDPOINT: '127.0.0.1:1', GIGASET_PROFILE: 'missing' };
    expect(await runCommand(args, '', elsewhere)).toEqual(answered('[]'));
  });
});

describe('a call keeps secrets', () => {
  test('reads the password - from stdin', async () => {
    const args = ['call', server.username, '-', host, 'listDevices'];
    expect(await runCommand(args, `${server.password}\n`)).toEqual(answered('[]'));
  });

  test('accepts a password that begins with a hyphen', async () => {
    await server.addAccount('hyphen', '--help-me');
    expect(await call('hyphen', '--help-me', host, 'listDevices')).toEqual(answered('[]'));
  });

  test.each([
    ['a wrong password', ['daryna', 'geheim-0815', 'HOST', 'checkDevice', `s:${reception}`]],
    ['an unreachable server', ['daryna', 'geheim-0815', '127.0.0.1:1', 'checkDevice', `s:${reception}`]],
    ['a host that is wrong', ['daryna', 'x', 'http://a:geheim-0815@HOST', 'checkDevice', `s:${reception}`]],
    ['an argument without a kind', ['daryna', 'geheim-0815', 'HOST', 'checkDevice', reception]],
  ])('%s: neither password nor MAC-ID is shown', async (_, args) => {
    const { code, stdout, stderr } = await call(...args.map((text) => text.replace('HOST', host)));
    expect(code).toBeGreaterThan(1);
    expect(stdout + stderr).not.toMatch(/geheim-0815|55DF/);
  });

  test('never prints the ID of a phone', async () => {
    const register = ['registerDevice', `s:${reception}`, `s:${url}`, 's:Daryna'];
    const check = ['checkDevice', `s:${reception}`];
    const results = [await ask(...register), await ask(...register), await ask(...check), await ask('listDevices')];
    expect(results.map(({ stdout }) => stdout).join('')).not.toContain('55DF');
    expect(await ask('checkDevice', 's:7C2F80820EC0-55D')).toEqual(answered('[false, "mac_invalid:7C2F80820EC0"]', 1));
    expect(await ask('checkDevice', 's:7C2F8082-0EC0-55DF')).toMatchObject({
      stdout: expect.not.stringContaining('55DF'),
    });
  });
});
