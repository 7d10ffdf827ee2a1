import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Answer, Question } from './decoding-child.ts';

export interface DecodingProcess {
  /** @throws when the process hangs over it, or dies of it */
  ask(question: Question): Promise<Answer>;
  stop(): Promise<void>;
}

/** Nothing takes that long: what does is taken for a hang. */
const hangMs = 20_000;

/** A process that does nothing but decode, with this much memory for all that it keeps. */
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
  // Nobody may be asking when it ends.
  died.catch(() => undefined);
  return {
    async ask(question) {
      const watchdog = setTimeout(() => child.kill('SIGKILL'), hangMs);
      try {
        const answered = new Promise<Answer>((resolve) => child.once('message', (answer: Answer) => resolve(answer)));
        // One that has died cannot be asked; that it has is known already.
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
