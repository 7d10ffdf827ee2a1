import { execFileSync, spawn } from 'node:child_process';

/** What an engine's command did. */
export interface EngineResult {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Both, in the order in which they came. */
  readonly output: string;
}

/** A command of an engine while it runs. */
export interface RunningEngine {
  readonly pid: number;
  /** Resolves when it has ended and all it wrote was read. */
  readonly finished: Promise<EngineResult>;
  /** Resolves as soon as its output holds this. @throws when it ends without */
  waitFor(text: string | RegExp): Promise<void>;
  /** What Ctrl-C does: SIGINT to the engine and to its providers. */
  interrupt(): void;
  /** A signal to the engine alone. */
  kill(signal: NodeJS.Signals): void;
  /** The processes of a provider that this engine has started: `providerPids('gigaset')`. */
  providerPids(name: string): readonly number[];
}

export interface StartOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Starts an engine in a process group of its own, as a terminal would. */
export function startEngine(path: string, args: readonly string[], { cwd, env }: StartOptions): RunningEngine {
  const child = spawn(path, args, { cwd, env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const texts = { stdout: '', stderr: '', output: '' };
  const watchers = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      texts[name] += chunk;
      texts.output += chunk;
      for (const look of watchers) look();
    });
  }
  const pid = child.pid ?? 0;
  const signalGroup = (signal: NodeJS.Signals): void => {
    try {
      process.kill(-pid, signal);
    } catch {
      // It is gone already.
    }
  };
  // No engine outlives its tests, not even when jest is interrupted.
  const killAll = (): void => signalGroup('SIGKILL');
  process.once('exit', killAll);
  const finished = new Promise<EngineResult>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('exit', killAll);
      resolve({ code, ...texts });
    });
  });

  return {
    pid,
    finished,
    waitFor: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (typeof text === 'string' ? !texts.output.includes(text) : !text.test(texts.output)) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        void finished.then(
          ({ output }) => reject(new Error(`The engine ended without ${String(text)}:\n${output}`)),
          reject,
        );
        look();
      }),
    interrupt: () => signalGroup('SIGINT'),
    kill: (signal) => void child.kill(signal),
    providerPids: (name) =>
      execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
        .split('\n')
        .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [])
        .filter(([, , parent, command = '']) => Number(parent) === pid && command.includes(`/${name}/`))
        .map(([, id]) => Number(id)),
  };
}
