import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export type Env = Readonly<Record<string, string | undefined>>;

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Env;
  /** What the program reads from stdin; nothing by default. */
  readonly input?: string;
  /** Ends the program (SIGTERM) when it is aborted. */
  readonly signal?: AbortSignal;
  /** Called with every line of stdout and stderr as it comes. */
  readonly onLine?: (line: string) => void;
}

export interface Finished {
  /** The exit code; 127 when the program could not be started, 128 and more when a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Both, in the order in which they came. */
  readonly output: string;
}

/** Runs a program to its end. Never throws: a program that cannot be started has the exit code 127. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const { cwd, env, input, signal, onLine } = options;
  const child = spawn(command, args, {
    ...(cwd !== undefined && { cwd }),
    env: { ...(env ?? process.env) },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(signal && { signal }),
  });
  const texts = { stdout: '', stderr: '', output: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      texts[name] += chunk;
      texts.output += chunk;
    });
    if (onLine) createInterface({ input: child[name] }).on('line', onLine);
  }
  // A program that ends before it has read everything is no reason to fail here: its exit code tells.
  child.stdin.on('error', () => undefined).end(input ?? '');
  return new Promise((resolve) => {
    child.on('error', (error) => {
      // An abort is no such error: the program ends, and is heard to end.
      if (error.name !== 'AbortError') resolve({ ...texts, code: 127, stderr: error.message, output: error.message });
    });
    child.on('close', (code) => resolve({ ...texts, code: code ?? 128 }));
  });
}
