import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Bundled, as users have it: it starts in a fifth of the time of its sources. `npm test` builds it first. */
const main = fileURLToPath(new URL('../../dist/cli.mjs', import.meta.url));

/** A redirect server in a process of its own, on a free port, with one account. */
export interface TestServer {
  /** As in `http://127.0.0.1:41873`. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly dataDir: string;
  /** The URL of its PostgreSQL; undefined with SQLite. */
  readonly database: string | undefined;
  readonly pid: number;
  /** What it has written to stderr so far: its log, a JSON document a line. */
  log(): string;
  /** Waits for this in its log, since a line comes after the answer that it tells of; returns what matched. */
  logged(line: RegExp): Promise<string>;
  /** Makes another account with the command line, while it serves. */
  addAccount(name: string, password: string): Promise<void>;
  /** Ends it as a person would (SIGTERM) and returns its exit code; removes the data folder if it was made here. */
  stop(): Promise<number | null>;
  /** Ends it as a power cut would (SIGKILL). The data folder stays: start again with `{ dataDir }`, or call `stop`. */
  kill(): Promise<void>;
}

export interface TestServerOptions {
  /** A data folder that is there already, with its accounts; made afresh when left out. */
  readonly dataDir?: string;
  /** The URL of a PostgreSQL database; SQLite in the data folder when left out. */
  readonly database?: string;
  /** 0, any free port, when left out. */
  readonly port?: number;
  readonly username?: string;
  readonly password?: string;
  /** More arguments for `serve`. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** What a command of ours did. */
export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `gigaset-redirect serve` and waits until it listens. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const username = options.username ?? 'daryna';
  const password = options.password ?? 'correct horse battery staple';
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'gigaset-test-')));
  const { database } = options;
  const location = ['--data', dataDir, ...(database === undefined ? [] : ['--database', database])];
  if (options.dataDir === undefined) await addAccount(location, username, password);

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
    // Not `exit`: the end of its log may still be on the way then.
    child.once('close', resolve);
  });
  const killChild = (): void => {
    child.kill('SIGKILL');
  };
  // No server outlives its tests, not even when jest is interrupted.
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
      new Promise((resolve) => {
        const look = (): void => {
          const found = line.exec(log)?.[0];
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
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

/** Runs `gigaset-redirect …` to its end, with `input` on stdin. */
export async function runCommand(
  args: readonly string[],
  input = '',
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  const child = spawnCommand(args, env);
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  // A command that needs no input may be gone before it is written.
  child.stdin?.on('error', () => undefined).end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('close', resolve).once('error', reject);
  });
  return { code, stdout, stderr };
}

function spawnCommand(args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], {
    env: { ...cleanEnvironment(), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** Without the tester's own settings for the command, and without jest's for Node.js. */
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

/** The promise that scripts rely on: the first line on stdout says where it listens. */
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
