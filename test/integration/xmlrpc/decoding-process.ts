import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Answer, Question } from './decoding-child.ts';

export interface DecodingProcess {
  /** @throws if the process hangs or exits */
  ask(question: Question): Promise<Answer>;
  stop(): Promise<void>;
}

/** Far longer than any document takes, even on a busy machine. */
const HANG_MS = 20_000;

/** Starts a process that decodes documents and has a heap of this size. */
export function startDecodingProcess(megabytes: number): DecodingProcess {
  const child = fork(join(import.meta.dirname, 'decoding-child.ts'), {
    execArgv: ['--disable-warning=ExperimentalWarning', '--expose-gc', `--max-old-space-size=${megabytes}`],
    env: { ...process.env, NODE_OPTIONS: '' },
    serialization: 'advanced',
  });
  const died = new Promise<never>((_, reject) => {
    child.once('exit', (code, signal) =>
      reject(new Error(`the process ended by ${signal ?? `code ${code ?? 'none'}`}`)),
    );
  });
  // It may exit while no question is pending.
  died.catch(() => undefined);
  return {
    async ask(question) {
      const watchdog = setTimeout(() => child.kill('SIGKILL'), HANG_MS);
      try {
        const answered = new Promise<Answer>((resolve) => child.once('message', (answer: Answer) => resolve(answer)));
        // `died` reports a process that has exited.
        child.send(question, () => undefined);
        return await Promise.race([answered, died]);
      } finally {
        clearTimeout(watchdog);
      }
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.disconnect();
      await once(child, 'exit');
    },
  };
}
