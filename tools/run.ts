import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export type Env = Readonly<Record<string, string | undefined>>;

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Env;
  /** Standard input; empty by default. */
  readonly input?: string;
  /** Sends SIGTERM to the program when aborted. */
  readonly signal?: AbortSignal;
  /** Called with each line of stdout and stderr as it arrives. */
  readonly onLine?: (line: string) => void;
}

export interface Finished {
  /** The exit code; 127 if the program could not be started, 128 if a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Both, in the order of their arrival. */
  readonly output: string;
}

/** Runs a program to its end. Does not throw: a program that cannot be started has exit code 127. */
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
  // A program may exit without reading its input; its exit code says whether that is an error.
  child.stdin.on('error', () => undefined).end(input ?? '');
  return new Promise((resolve) => {
    child.on('error', (error) => {
      // After an abort, 'close' follows when the program has exited.
      if (error.name !== 'AbortError') resolve({ ...texts, code: 127, stderr: error.message, output: error.message });
    });
    child.on('close', (code) => resolve({ ...texts, code: code ?? 128 }));
  });
}
