import { execFileSync, spawn } from 'node:child_process';

/** The result of an engine's command. */
export interface EngineResult {
  /** Null if a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Both, in order of arrival. */
  readonly output: string;
}

/** A running command of an engine. */
export interface RunningEngine {
  readonly pid: number;
  /** Resolves when it has ended and its output is complete. */
  readonly finished: Promise<EngineResult>;
  /** Resolves once its output contains this text. @throws if it ends before */
  waitFor(text: string | RegExp): Promise<void>;
  /** Sends SIGINT to the engine and its providers, as Ctrl-C does. */
  interrupt(): void;
  /** Sends a signal to the engine only. */
  kill(signal: NodeJS.Signals): void;
  /** The process IDs of a provider that this engine has started: `providerPids('gigaset')`. */
  providerPids(name: string): readonly number[];
}

export interface StartOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Starts an engine in its own process group, as a terminal does. */
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
      // It has already ended.
    }
  };
  // Kill the engine even if jest is interrupted.
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
