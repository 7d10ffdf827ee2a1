import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { peerPath } from './foreign-peers.ts';
import { freePort } from './free-port.ts';

/** A running tinyproxy, which forwards http and opens tunnels for https. */
export interface TestProxy {
  /** As in `127.0.0.1:41873`. */
  readonly host: string;
  /** The requests that it has received so far, as in `CONNECT redirect.example:443` or `POST http://…`. */
  requests(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** Starts tinyproxy. With `credentials`, it requires them (HTTP Basic). */
export async function startTinyproxy(credentials?: {
  readonly username: string;
  readonly password: string;
}): Promise<TestProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'gigaset-proxy-'));
  const log = join(folder, 'log');
  const port = await freePort();
  const settings = [
    `Port ${port}`,
    'Listen 127.0.0.1',
    'Timeout 60',
    `LogFile "${log}"`,
    'LogLevel Connect',
    'MaxClients 50',
    ...(credentials === undefined ? [] : [`BasicAuth ${credentials.username} ${credentials.password}`]),
  ];
  await writeFile(join(folder, 'tinyproxy.conf'), `${settings.join('\n')}\n`);
  const child = spawn(peerPath('tinyproxy'), ['-d', '-c', join(folder, 'tinyproxy.conf')], { stdio: 'ignore' });
  // Before anything is awaited: it may end at once, if another program has taken the port.
  const closed = once(child, 'close');
  await accepting(port, () => child.exitCode !== null);
  return {
    host: `127.0.0.1:${port}`,
    async requests() {
      const text = await readFile(log, 'utf8');
      return [...text.matchAll(/Request \(file descriptor \d+\): (\S+ \S+) HTTP/g)].map(([, request = '']) => request);
    },
    async stop() {
      child.kill('SIGKILL');
      await closed;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves when a port accepts connections. @throws if the program ends before */
async function accepting(port: number, hasEnded: () => boolean): Promise<void> {
  for (;;) {
    if (hasEnded()) throw new Error('tinyproxy ended before it listened');
    const socket = connect(port, '127.0.0.1');
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (isOpen) return;
  }
}
