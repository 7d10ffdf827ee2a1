import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { addAccount } from '../../server/accounts/index.ts';
import { createIdCipher, loadMasterKey } from '../../server/encryption/index.ts';
import { openStorage } from '../../server/storage/index.ts';
import { macIdRange } from '../../test/support/phones.ts';
import { dist } from '../../tools/paths.ts';
import type { Boots } from './boots.ts';
import { phoneCount, redirectUrl } from './fleet.ts';
import type { RpcMethod } from './rpc-script.ts';

/** A server in a separate process. */
export interface Served {
  readonly url: string;
  /** The XML-RPC URL with name and password, as Python's client expects it. */
  readonly rpcUrl: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** One run of the load. */
export interface Load {
  readonly perSecond: number;
  /** Milliseconds from a request to its complete response. */
  readonly p50: number;
  readonly p99: number;
  /** The maximum of milliseconds from a request to the first byte of its response. */
  readonly firstByte: number;
  /** The load generator's share of a core. */
  readonly busy: number;
}

export interface LoadProcess<Figures = Load> {
  /** Sends so many requests, or for `boots` the whole fleet within so many seconds. @throws on an unexpected response */
  run(requests: number): Promise<Figures>;
  end(): Promise<void>;
}

/** The account of our server and of the dutiful peer. */
const account = { username: 'daryna', password: 'a password of the benchmark' };
const here = import.meta.dirname;
const node = [process.execPath, '--disable-warning=ExperimentalWarning'] as const;

/** Our built server with default settings, its log in a file, and this many registered phones. */
export async function startOurs(phones: number = phoneCount): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), 'gigaset-bench-'));
  await registerFleet(folder, phones);
  const log = openSync(join(folder, 'log'), 'w');
  const served = await start(
    spawn(node[0], [...node.slice(1), join(dist, 'cli.mjs'), 'serve', '--port', '0', '--data', folder], {
      stdio: ['pipe', 'pipe', log],
    }),
  );
  closeSync(log);
  return {
    ...served,
    rpcUrl: Object.assign(new URL('/apxml/rpc.do', served.url), account).href,
    stop: async () => {
      await served.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Registers phones of the account directly in the database, because registering is measured elsewhere. */
async function registerFleet(folder: string, phoneTotal: number): Promise<void> {
  await addAccount({ data: folder }, account.username, account.password);
  const storage = await openStorage(join(folder, 'redirect.sqlite'));
  const ids = createIdCipher(
    await loadMasterKey({ kind: 'file', path: join(folder, 'secret.key'), mayCreate: true }, storage),
  );
  const registeredAt = new Date();
  const owner = await storage.accounts.find(account.username);
  if (owner === undefined) throw new Error('The account does not exist.');
  for (let from = 0; from < phoneTotal; from += 10_000) {
    const macIds = macIdRange(Math.min(10_000, phoneTotal - from), from);
    const phones = macIds.map((macId) => {
      const mac = macId.slice(0, 12);
      return { mac, encryptedId: ids.encrypt(mac, macId.slice(13)) };
    });
    await storage.registrations.register(
      { accountId: owner.id, channel: 'xmlrpc' },
      { url: redirectUrl, providerName: 'Daryna', registeredAt, phones },
    );
  }
  await storage.close();
}

/**
 * Python's server.
 *
 * @param mode `one` serves one connection after the other; `threads` uses a thread per connection
 * @param phones the number of registered phones
 */
export function startPythonPeer(mode: 'one' | 'threads', phones: number): Promise<Served> {
  return startWithDatabase((file) => {
    const script = [join(here, 'peer-server.py'), file, mode, String(phones)];
    return start(spawn('python3', script, { stdio: ['pipe', 'pipe', 'inherit'] }));
  });
}

/** Python's server with the duties that every real one has: a password to compare, an audit log, a log. */
export function startDutifulPeer(): Promise<Served> {
  return startWithDatabase(async (file) => {
    const { username, password } = account;
    const script = [join(here, 'dutiful-peer.py'), file, username, password];
    const served = await start(spawn('python3', script, { stdio: ['pipe', 'pipe', 'inherit'] }));
    return { ...served, rpcUrl: Object.assign(new URL('/RPC2', served.url), account).href };
  });
}

/** node:http and a thread that commits: the least that a server like ours can take. */
export function startBareCommit(): Promise<Served> {
  return startWithDatabase((file) =>
    start(
      spawn(node[0], [...node.slice(1), join(here, 'bare-commit.ts'), file], { stdio: ['pipe', 'pipe', 'inherit'] }),
    ),
  );
}

/** Starts a peer with a database in a folder of its own, which is removed when it stops. */
async function startWithDatabase(startPeer: (file: string) => Promise<Served>): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), 'gigaset-bench-'));
  const served = await startPeer(join(folder, 'peer.sqlite'));
  return {
    ...served,
    stop: async () => {
      await served.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function startBareFastify(): Promise<Served> {
  return start(
    spawn(node[0], [...node.slice(1), join(here, 'bare-fastify.ts')], { stdio: ['pipe', 'pipe', 'inherit'] }),
  );
}

/** nginx with one process and `return 302`; undefined if it is not installed. */
export async function startNginx(): Promise<Served | undefined> {
  if (spawnSync('nginx', ['-v']).error !== undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'gigaset-nginx-'));
  const port = await freePort();
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  writeFileSync(
    join(folder, 'nginx.conf'),
    `worker_processes 1; daemon off; pid ${folder}/pid; error_log stderr warn;
     events { worker_connections 1024; }
     http { access_log off; keepalive_requests 1000000000; ${temporary.join(' ')}
       server { listen 127.0.0.1:${port}; location / { return 302 ${redirectUrl.replaceAll('%', '')}; } } }`,
  );
  const child = spawn('nginx', ['-c', join(folder, 'nginx.conf'), '-p', folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  await untilAnswers(url);
  return {
    url,
    rpcUrl: url,
    pid: child.pid ?? 0,
    stop: async () => {
      await stop(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Kind = 'fixed' | 'phones' | 'thousand' | RpcMethod;

/**
 * @param kind the requests: a fixed answer; logins with a known challenge, of the whole fleet or of its first thousand; or
 *   an XML-RPC method
 * @param connections the number of concurrent connections
 */
export const startLoad = (kind: Kind, url: string, connections: number): Promise<LoadProcess> =>
  startLoadProcess([kind, url, String(connections)], isLoad);

/** Booting phones, each with its own connection. */
export const startBoots = (url: string): Promise<LoadProcess<Boots>> => startLoadProcess(['boots', url], areBoots);

async function startLoadProcess<Figures>(
  args: readonly string[],
  isRight: (value: unknown) => value is Figures,
): Promise<LoadProcess<Figures>> {
  const child = spawn(node[0], [...node.slice(1), join(here, 'load.ts'), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child, 'spawn');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    run: async (requests) => {
      child.stdin.write(`${requests}\n`);
      const line = await lines.next();
      const figures: unknown = line.done === true ? undefined : JSON.parse(line.value);
      if (!isRight(figures)) throw new Error(`the load (${args.join(' ')}) has ended`);
      return figures;
    },
    end: async () => {
      if (child.exitCode !== null) return;
      child.stdin.end();
      await once(child, 'close');
    },
  };
}

function isLoad(value: unknown): value is Load {
  return typeof value === 'object' && value !== null && 'perSecond' in value && 'p50' in value && 'p99' in value;
}

function areBoots(value: unknown): value is Boots {
  return typeof value === 'object' && value !== null && 'redirected' in value && 'errors' in value;
}

/** Waits for `listening on URL`. */
export async function start(child: ChildProcess): Promise<Served> {
  if (child.stdout === null) throw new Error('nobody reads what it prints');
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^listening on (\S+)$/.exec(line)?.[1];
    if (url !== undefined) return { url, rpcUrl: url, pid: child.pid ?? 0, stop: () => stop(child) };
  }
  throw new Error('the server ended before it listened');
}

async function stop(child: ChildProcess): Promise<void> {
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  await closed;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}

async function untilAnswers(url: string): Promise<void> {
  for (;;) {
    try {
      await fetch(url, { redirect: 'manual' });
      return;
    } catch {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
