import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, work } from '../../tools/paths.ts';
import { executables, testsExecutables } from './executables.ts';

/**
 * The program and its first arguments. The bundle starts five times as fast as the sources; `npm test` builds it first.
 * With `npm test -- --executables` it is the standalone executable.
 */
const main = testsExecutables ? executables().commandLine : join(root, 'dist/cli.mjs');
const command = testsExecutables ? [main] : [process.execPath, '--disable-warning=ExperimentalWarning', main];

/** The account of servers whose test does not choose another one. */
const usual = { username: 'daryna', password: 'correct horse battery staple' };

/** A redirect server in a separate process on a free port with one account. */
export interface TestServer {
  /** As in `http://127.0.0.1:41873`. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly dataDir: string;
  /** The URL of its PostgreSQL; undefined with SQLite. */
  readonly database: string | undefined;
  readonly pid: number;
  /** Its log so far (stderr), one JSON document per line. */
  log(): string;
  /** Waits for a match in the log and returns it. A request is logged after its response. */
  logged(line: RegExp): Promise<string>;
  /** Creates another account with the command line while the server runs. */
  addAccount(name: string, password: string): Promise<void>;
  /** Stops it with SIGTERM and returns its exit code; removes the data folder if it was created here. */
  stop(): Promise<number | null>;
  /** Kills it with SIGKILL and keeps the data folder: start again with `{ dataDir }`, or call `stop`. */
  kill(): Promise<void>;
}

export interface TestServerOptions {
  /** An existing data folder with its accounts; by default a new one. */
  readonly dataDir?: string;
  /** The URL of a PostgreSQL database; by default SQLite in the data folder. */
  readonly database?: string;
  /** By default 0: any free port. */
  readonly port?: number;
  readonly username?: string;
  readonly password?: string;
  /** More arguments for `serve`. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** The result of one of our commands. */
export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A log line that is still missing after this time will not come, even on a busy machine. */
const LOG_LIMIT_MS = 120_000;

/** Starts `gigaset-redirect serve` and waits until it listens. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { username = usual.username, password = usual.password } = options;
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'gigaset-test-')));
  const { database } = options;
  const location = ['--data', dataDir, ...(database === undefined ? [] : ['--database', database])];
  if (options.dataDir === undefined) {
    const isUsual = username === usual.username && password === usual.password && database === undefined;
    if (isUsual) await cp(await templateFolder(), dataDir, { recursive: true });
    else await addAccount(location, username, password);
  }

  const child = spawnCommand(['serve', '--port', String(options.port ?? 0), ...location, ...(options.args ?? [])], {
    ...options.env,
  });
  let log = '';
  const waiting = new Set<() => void>();
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    log += text;
    for (const look of waiting) look();
  });
  const exited = new Promise<number | null>((resolve) => {
    // Not `exit`, at which the end of the log may still be missing.
    child.once('close', resolve);
  });
  const killChild = (): void => {
    child.kill('SIGKILL');
  };
  // Stop the server even if jest is interrupted.
  process.once('exit', killChild);
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    const code = await exited;
    process.off('exit', killChild);
    return code;
  };

  const url = await Promise.race([
    firstUrl(child),
    exited.then((code) => {
      throw new Error(`serve ended with code ${code ?? 'none'} before it listened:\n${log}`);
    }),
  ]);
  return {
    url,
    username,
    password,
    dataDir,
    database,
    pid: child.pid ?? -1,
    log: () => log,
    logged: (line) =>
      new Promise((resolve, reject) => {
        const finish = (settle: () => void): void => {
          waiting.delete(look);
          clearTimeout(limit);
          settle();
        };
        const fail = (problem: string) => (): void => {
          finish(() => reject(new Error(`${problem} ${line.source}:\n${log.slice(-5_000)}`)));
        };
        const look = (): void => {
          const found = line.exec(log)?.[0];
          if (found !== undefined) finish(() => resolve(found));
        };
        const limit = setTimeout(fail('In two minutes, the server has not logged'), LOG_LIMIT_MS);
        waiting.add(look);
        look();
        void exited.then(fail('The server ended without logging'));
      }),
    addAccount: (name, other) => addAccount(location, name, other),
    stop: async () => {
      const code = await end('SIGTERM');
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
      return code;
    },
    kill: async () => {
      await end('SIGKILL');
    },
  };
}

/** One of our commands while it runs. */
export interface RunningCommand {
  kill(signal: NodeJS.Signals): void;
  readonly finished: Promise<CommandResult>;
}

/** Starts `gigaset-redirect …` with `input` on stdin. */
export function startCommand(
  args: readonly string[],
  input: string | Uint8Array = '',
  env: Readonly<Record<string, string>> = {},
): RunningCommand {
  const child = spawnCommand(args, env);
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  // A command that reads no input may have exited before.
  child.stdin?.on('error', () => undefined).end(input);
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once('close', resolve).once('error', reject);
  });
  return {
    kill: (signal) => void child.kill(signal),
    finished: closed.then((code) => ({ code, stdout, stderr })),
  };
}

/** Runs `gigaset-redirect …` to its end, with `input` on stdin. */
export const runCommand = (...command: Parameters<typeof startCommand>): Promise<CommandResult> =>
  startCommand(...command).finished;

function spawnCommand(args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  const [program = '', ...first] = command;
  return spawn(program, [...first, ...args], {
    env: { ...cleanEnvironment(), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** The environment without the tester's settings for the command and without jest's options for Node.js. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('GIGASET_') && name !== 'NODE_OPTIONS',
  );
  return Object.fromEntries(entries);
}

async function addAccount(location: readonly string[], name: string, password: string): Promise<void> {
  const result = await runCommand(['account', 'add', name, '--password-stdin', ...location], password);
  if (result.code !== 0) throw new Error(`account add ended with code ${result.code ?? 'none'}:\n${result.stderr}`);
}

/**
 * A data folder with the usual account, created once per build by the command line. It is copied for each server, because
 * the command and its password hash take longer than the start of a server.
 */
async function templateFolder(): Promise<string> {
  const { mtimeMs, size } = await stat(main);
  const templates = join(work, 'server-templates');
  const folder = join(templates, `${size}-${Math.round(mtimeMs)}`);
  if (existsSync(folder)) return folder;
  await mkdir(templates, { recursive: true });
  // Folders of earlier builds; one with letters at its end is being created.
  const old = (await readdir(templates)).filter((name) => /^\d+-\d+$/.test(name));
  for (const name of old) await rm(join(templates, name), { recursive: true, force: true });
  const fresh = await mkdtemp(`${folder}-`);
  await addAccount(['--data', fresh], usual.username, usual.password);
  try {
    await rename(fresh, folder);
  } catch (error) {
    // Another worker was faster.
    await rm(fresh, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** The first line on stdout contains the address, which scripts rely on. */
function firstUrl(child: ChildProcess): Promise<string> {
  let text = '';
  return new Promise((resolve, reject) => {
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end < 0) return;
      const url = /^listening on (https?:\/\/\S+)$/.exec(text.slice(0, end))?.[1];
      if (url === undefined)
        reject(new Error(`The first line on stdout is not "listening on …": ${text.slice(0, end)}`));
      else resolve(url);
    });
  });
}
