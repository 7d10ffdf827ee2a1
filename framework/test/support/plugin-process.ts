import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, work } from '../../../tools/paths.ts';

/** What every engine sets (go-plugin's handshake). */
export const cookie = {
  TF_PLUGIN_MAGIC_COOKIE: 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2',
} as const;

/** The null provider as engines start it: launcher and bundle. */
export function nullProviderPath(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
  return join(work, 'mirror/registry.terraform.io/hashicorp/null/3.2.4', platform, 'terraform-provider-null_v3.2.4');
}

/** The provider that has one of each, from its sources. */
export const sampleCommand: readonly string[] = [process.execPath, join(root, 'framework/test/sample/main.ts')];

/** A certificate of another maker than ours, as an engine makes itself one. */
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

/** A provider's process. */
export interface PluginProcess {
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  /** The first line of standard output that this matches, as soon as it is there. @throws when the process ends without */
  line(pattern: RegExp): Promise<string>;
  /** Resolves as soon as standard error holds this. @throws when the process ends without */
  logged(words: string): Promise<void>;
  /** Resolves when it has ended: its exit code, or the signal. */
  readonly ended: Promise<number | NodeJS.Signals>;
  kill(signal?: NodeJS.Signals): void;
}

const running = new Set<PluginProcess>();

/** Ends what a test has left running: for `afterEach`. */
export async function endAll(): Promise<void> {
  for (const one of running) one.kill('SIGKILL');
  await Promise.all([...running].map(({ ended }) => ended));
}

/** Starts a provider with nothing in its environment but what is given. */
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
      void ended.then((how) => reject(new Error(`it ended (${how}) without ${what}:\n${text.stderr}`)), reject);
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
    logged: (words) => seen(() => text.stderr.includes(words), words),
    kill: (signal = 'SIGTERM') => void child.kill(signal),
  };
  running.add(plugin);
  return plugin;
}
