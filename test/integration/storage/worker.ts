import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/** A program of this folder in a process of its own. */
export interface Worker {
  readonly child: ChildProcess;
  /** The next line that it writes; undefined when it has ended. */
  line(): Promise<string | undefined>;
  /** Writes a line to it. */
  tell(line: string): void;
  /** Resolves with its exit code; null when a signal ended it. */
  readonly exited: Promise<number | null>;
}

/** Starts `test/storage/NAME`. It ends with the tests at the latest. */
export function startWorker(name: string, args: readonly string[]): Worker {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, name), ...args],
    { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, NODE_OPTIONS: '' } },
  );
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', kill);
  const exited = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      process.off('exit', kill);
      resolve(code);
    });
  });
  child.stdin.on('error', () => undefined);
  const lines = linesOf(child.stdout.setEncoding('utf8'));
  return {
    child,
    line: async () => {
      const next = await lines.next();
      return next.done === true ? undefined : next.value;
    },
    tell: (line) => child.stdin.write(`${line}\n`),
    exited,
  };
}

/** Whole lines only: what a process wrote half before it was killed is nothing that it said. */
async function* linesOf(stream: AsyncIterable<string>): AsyncGenerator<string, undefined> {
  let rest = '';
  for await (const chunk of stream) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  return undefined;
}
