import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../../tools/paths.ts';
import { runCommand } from '../../support/server.ts';
import { basic, callDocument, connectRaw, post, type RawConnection } from './http.ts';
import { type Endpoint, listRows, nodePeer } from './peers.ts';

const account = { username: 'daryna', password: 'correct horse battery staple' };

/** A server whose stdout, signals and exit code are under test. */
interface Server extends Endpoint {
  readonly process: ChildProcess;
  readonly exited: Promise<number | null>;
  stdout(): string;
}

let data: string;
const servers: Server[] = [];
beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'gigaset-stop-'));
  await runCommand(['account', 'add', account.username, '--password-stdin', '--data', data], account.password);
});
afterEach(() => {
  for (const server of servers.splice(0)) server.process.kill('SIGKILL');
  rmSync(data, { recursive: true, force: true });
});

async function start(): Promise<Server> {
  const args = [
    '--disable-warning=ExperimentalWarning',
    join(root, 'cli/main.ts'),
    'serve',
    '--port',
    '0',
    '--data',
    data,
  ];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let stdout = '';
  const listening = new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      const url = /^listening on (\S+)\n/.exec(stdout)?.[1];
      if (url !== undefined) resolve(url);
    });
    child.once('exit', (code) => reject(new Error(`serve ended with ${code ?? 'a signal'}: ${stdout}`)));
  });
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const server = { process: child, exited, stdout: () => stdout, url: await listening, ...account };
  servers.push(server);
  return server;
}

const register = callDocument(
  'autoprov.registerDevice',
  ...['7C2F80820EC0-55DF', 'http://provider.example/', 'Daryna'].map((text) => `<string>${text}</string>`),
);

/** A request whose head the server has read, and whose body is still missing. */
async function beginRequest(server: Server): Promise<RawConnection> {
  const connection = await connectRaw(server);
  await connection.write(
    [
      'POST /apxml/rpc.do HTTP/1.1',
      'Host: redirect.example',
      `Authorization: ${basic(account.username, account.password)}`,
      `Content-Length: ${Buffer.byteLength(register)}`,
      'Expect: 100-continue',
      '\r\n',
    ].join('\r\n'),
  );
  await connection.heard(/^HTTP\/1\.1 100 Continue/);
  return connection;
}

/** Resolves when the server accepts no new connection, so that the signal has arrived. */
async function isClosed({ url }: Server): Promise<void> {
  const { hostname, port } = new URL(url);
  const isOpen = (): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = connect(Number(port), hostname);
      socket.once('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
  while (await isOpen());
}

test('prints first its address, then the location of its data, and last that it stopped', async () => {
  const server = await start();
  server.process.kill('SIGTERM');
  expect(await server.exited).toBe(0);
  expect(server.stdout()).toMatch(/^listening on http:\/\/127\.0\.0\.1:\d+\ndata in .*, 1 account\nstopped\n$/);
  expect(server.stdout()).toContain(data);
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s: answers the request in flight and accepts no new one',
  async (signal) => {
    const server = await start();
    const request = await beginRequest(server);
    server.process.kill(signal);
    await isClosed(server);
    await request.write(register);
    // The client keeps the connection alive; the server closes it anyway.
    const heard = await request.ended();
    expect(heard).toMatch(/HTTP\/1\.1 200 OK\r\n[^]*connection: close\r\n[^]*<string>OK: password<\/string>/i);
    expect(await server.exited).toBe(0);
    expect(server.stdout()).toMatch(/\nstopped\n$/);

    const again = await start();
    expect(await listRows(nodePeer(again))).toMatchObject([['7C2F80820EC0', 'Daryna', 'http://provider.example/', {}]]);
  },
);

test('idle kept-alive connections do not keep the server running', async () => {
  const server = await start();
  const idle = await connectRaw(server);
  await idle.write('GET /nowhere HTTP/1.1\r\nHost: redirect.example\r\n\r\n');
  await idle.heard(/Not found/);
  server.process.kill('SIGTERM');
  await idle.ended();
  expect(await server.exited).toBe(0);
});

test('refuses the logins whose passwords still wait to be hashed', async () => {
  const server = await start();
  const answered: number[] = [];
  const logins = Array.from({ length: 12 }, async (_, turn) => {
    const headers = { authorization: basic(`name ${turn}`, 'a wrong password') };
    const { status } = await post(server, callDocument('autoprov.listDevices'), { headers });
    // The others wait while the first hash is computed.
    if (answered.push(status) === 1) server.process.kill('SIGTERM');
  });
  // A connection that the server had not accepted when it stopped is reset.
  await Promise.allSettled(logins);
  expect(answered).toContain(503);
  expect(await server.exited).toBe(0);
  expect(server.stdout()).toMatch(/\nstopped\n$/);
});

test('a second signal ends it at once', async () => {
  const server = await start();
  const request = await beginRequest(server);
  server.process.kill('SIGTERM');
  await isClosed(server);
  server.process.kill('SIGTERM');
  expect(await server.exited).toBe(1);
  expect(await request.ended()).not.toContain('200 OK');
});

describe('a second server on one data folder', () => {
  test('is refused with the reason, and may start once the first one has stopped or was killed', async () => {
    const first = await start();
    const second = await runCommand(['serve', '--port', '0', '--data', data]);
    expect(second).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/^gigaset-redirect: Another /) });
    expect(second.stderr).toMatch(/ --data DIR.* --database\.\n$/);
    expect(await listRows(nodePeer(first))).toEqual([]);
    for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
      const next = servers.at(-1);
      next?.process.kill(signal);
      await next?.exited;
      await start();
    }
  });
});
