import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Server as NetServer } from 'node:net';
import { listenOn } from '../../../../server/http/index.ts';
import { describeUnless } from '../../../support/foreign-peers.ts';

const open: NetServer[] = [];

afterEach(async () => {
  await Promise.all(
    open.splice(0).map(async (server) => {
      const closed = once(server, 'close');
      server.close();
      await closed;
    }),
  );
});

/** Listens with a web server, at any free port by default. Returns the port. */
async function listen(server: Server, port = 0): Promise<number> {
  open.push(...(await listenOn(server, { host: '127.0.0.1', port, backlog: 64 })), server);
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const turnOfEventLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const reason =
  process.platform === 'linux' ? undefined : 'only Linux spreads connections over sockets that share a port';

describeUnless(reason, 'a turn of the event loop', () => {
  test('accepts many waiting connections', async () => {
    const server = createServer();
    const port = await listen(server);
    let accepted = 0;
    server.on('connection', () => (accepted += 1));
    // The kernel completes them while this thread is blocked.
    const client = `let left = 32; for (let count = left; count > 0; count--)
      require('net').connect(${port}, '127.0.0.1', () => --left || process.exit())`;
    expect(spawnSync(process.execPath, ['-e', client], { env: {} }).status).toBe(0);
    await turnOfEventLoop();
    await turnOfEventLoop();
    // A single socket would have given one in each turn.
    expect(accepted).toBeGreaterThan(4);
    // The others are accepted before the sockets close.
    while (accepted < 32) await turnOfEventLoop();
  });
});

test('refuses a port where a server like this one listens', async () => {
  const port = await listen(createServer());
  await expect(listen(createServer(), port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('answers requests from each of its sockets', async () => {
  const port = await listen(createServer((_request, response) => response.end('here')));
  const answers = await Promise.all(
    Array.from({ length: 40 }, async () => {
      const response = await fetch(`http://127.0.0.1:${port}/`, { headers: { Connection: 'close' } });
      return response.text();
    }),
  );
  expect(new Set(answers)).toEqual(new Set(['here']));
});
