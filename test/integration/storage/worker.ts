import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/** A program of this folder in a separate process. */
export interface Worker {
  readonly child: ChildProcess;
  /** The next line that it prints; undefined when it has ended. */
  line(): Promise<string | undefined>;
  /** Sends it a line. */
  tell(line: string): void;
  /** Resolves with its exit code; null if a signal ended it. */
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

/** Complete lines only: a line that was cut off by a kill does not count. */
async function* linesOf(stream: AsyncIterable<string>): AsyncGenerator<string, undefined> {
  let rest = '';
  for await (const chunk of stream) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  return undefined;
}
