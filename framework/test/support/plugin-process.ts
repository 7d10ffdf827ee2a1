import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The environment variable that every engine sets (go-plugin's handshake). */
export const cookie = {
  TF_PLUGIN_MAGIC_COOKIE: 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2',
} as const;

const source = (file: string): readonly string[] => [
  process.execPath,
  '--conditions=@gigaset-redirect/source',
  join(import.meta.dirname, '../..', file),
];

/** The commands that run the two providers of the framework from source. */
export const exampleCommand = source('example/main.ts');
export const sampleCommand = source('test/sample/main.ts');

/** A certificate made by OpenSSL, in place of the engine's. */
export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
}

export function clientCertificate(): ClientCertificate {
  const dir = mkdtempSync(join(tmpdir(), 'framework-cert-'));
  try {
    const [cert, key] = [join(dir, 'cert.pem'), join(dir, 'key.pem')];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
        '-subj',
        '/O=HashiCorp/CN=localhost',
        '-addext',
        'subjectAltName=DNS:localhost',
        '-out',
        cert,
        '-keyout',
        key,
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** The process of a provider. */
export interface PluginProcess {
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  /** Resolves with the first matching line of standard output. @throws when the process ends without one */
  line(pattern: RegExp): Promise<string>;
  /** Resolves as soon as standard error contains the text. @throws when the process ends without it */
  logged(text: string): Promise<void>;
  /** Resolves with the exit code or the signal when the process has ended. */
  readonly ended: Promise<number | NodeJS.Signals>;
  kill(signal?: NodeJS.Signals): void;
}

const running = new Set<PluginProcess>();

/** Ends all processes that a test has left running: for `afterEach`. */
export async function endAll(): Promise<void> {
  for (const one of running) one.kill('SIGKILL');
  await Promise.all([...running].map(({ ended }) => ended));
}

/** Starts a provider with no other environment variables than the given ones. */
export function startPlugin(command: readonly string[], env: Readonly<Record<string, string>> = {}): PluginProcess {
  const [file = '', ...args] = command;
  const child = spawn(file, args, {
    env: { PATH: process.env['PATH'], GIGASET_REDIRECT_NODE: process.execPath, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { stdout: '', stderr: '' };
  const watchers = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
      for (const look of watchers) look();
    });
  }
  const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      running.delete(plugin);
      resolve(signal ?? code ?? -1);
    });
  });
  const seen = (there: () => boolean, what: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!there()) return;
        watchers.delete(look);
        resolve();
      };
      watchers.add(look);
      void ended.then(
        (how) => reject(new Error(`the process ended (${how}) without ${what}:\n${text.stderr}`)),
        reject,
      );
      look();
    });
  const plugin: PluginProcess = {
    pid: child.pid ?? 0,
    stdout: () => text.stdout,
    stderr: () => text.stderr,
    ended,
    line: async (pattern) => {
      const find = (): string | undefined =>
        text.stdout
          .split('\n')
          .slice(0, -1)
          .find((line) => pattern.test(line));
      await seen(() => find() !== undefined, String(pattern));
      return find() ?? '';
    },
    logged: (expected) => seen(() => text.stderr.includes(expected), expected),
    kill: (signal = 'SIGTERM') => void child.kill(signal),
  };
  running.add(plugin);
  return plugin;
}
