import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createIdSeal, loadMasterKey } from '../../server/secret/index.ts';
import { openStorage } from '../../server/storage/index.ts';
import { dist } from '../../setup/paths.ts';
import { macIdOf, phoneCount, redirectUrl } from './fleet.ts';

/** A server in a process of its own. */
export interface Served {
  readonly url: string;
  stop(): Promise<void>;
}

/** One run of the load. */
export interface Load {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** How much of a core the load itself took. */
  readonly busy: number;
}

export interface LoadProcess {
  /** Asks so often. @throws when an answer is not what it should be */
  run(requests: number): Promise<Load>;
  end(): Promise<void>;
}

const here = import.meta.dirname;
const node = [process.execPath, '--disable-warning=ExperimentalWarning'] as const;

/** Ours as it is built and as it is started by default, its log in a file; with the fleet's phones registered. */
export async function startOurs(): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), 'gigaset-bench-'));
  await registerFleet(folder);
  const log = openSync(join(folder, 'log'), 'w');
  const served = await start(
    spawn(join(dist, 'gigaset-redirect'), ['serve', '--port', '0', '--data', folder], {
      stdio: ['pipe', 'pipe', log],
      env: { ...process.env, GIGASET_REDIRECT_NODE: process.execPath },
    }),
  );
  closeSync(log);
  return {
    url: served.url,
    stop: async () => {
      await served.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Into the database itself: how fast phones are registered is measured elsewhere. */
async function registerFleet(folder: string): Promise<void> {
  const storage = await openStorage(join(folder, 'redirect.sqlite'));
  const ids = createIdSeal(
    await loadMasterKey({ kind: 'file', path: join(folder, 'secret.key'), mayBeMade: true }, storage),
  );
  const at = new Date();
  await storage.accounts.add({ name: 'daryna', passwordHash: '', createdAt: at, door: 'command line' });
  const account = await storage.accounts.find('daryna');
  if (account === undefined) throw new Error('the account is not there');
  for (let from = 0; from < phoneCount; from += 10_000) {
    const macIds = Array.from({ length: 10_000 }, (_, index) => macIdOf(from + index));
    const clear = macIds.map((macId) => ({ mac: macId.slice(0, 12), id: macId.slice(13) }));
    const sealed = ids.seal(clear);
    const phones = clear.flatMap(({ mac }, index) => (sealed[index] ? [{ mac, sealedId: sealed[index] }] : []));
    await storage.registrations.register(
      { accountId: account.id, door: 'xmlrpc' },
      { url: redirectUrl, providerName: 'Daryna', registeredAt: at, phones },
    );
  }
  await storage.close();
}

export function startBareFastify(): Promise<Served> {
  return start(
    spawn(node[0], [...node.slice(1), join(here, 'bare-fastify.ts')], { stdio: ['pipe', 'pipe', 'inherit'] }),
  );
}

/** nginx with one process that answers `return 302`; undefined where it is not installed. */
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
    stop: async () => {
      await stop(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** @param kind what is asked: a fixed answer, as phones that have their challenge already, or as phones that boot */
export async function startLoad(kind: 'fixed' | 'phones' | 'boots', url: string): Promise<LoadProcess> {
  const child = spawn(node[0], [...node.slice(1), join(here, 'load.ts'), kind, url], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child, 'spawn');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    run: async (requests) => {
      child.stdin.write(`${requests}\n`);
      const line = await lines.next();
      const load: unknown = line.done === true ? undefined : JSON.parse(line.value);
      if (!isLoad(load)) throw new Error(`the load on ${url} has ended`);
      return load;
    },
    end: async () => {
      child.stdin.end();
      await once(child, 'close');
    },
  };
}

function isLoad(value: unknown): value is Load {
  return typeof value === 'object' && value !== null && 'perSecond' in value && 'p50' in value && 'p99' in value;
}

/** Waits for `listening on URL`. */
export async function start(child: ChildProcess): Promise<Served> {
  if (child.stdout === null) throw new Error('nobody reads what it prints');
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^listening on (\S+)$/.exec(line)?.[1];
    if (url !== undefined) return { url, stop: () => stop(child) };
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
