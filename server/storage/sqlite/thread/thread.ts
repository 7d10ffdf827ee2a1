import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { StorageUnavailableError } from '../../storage.ts';
import type { FromThread, ToThread } from './messages.ts';

/** A thread of this process that works on the database. */
export interface Thread<Request, Result> {
  /** Asks for something; the answers come in the order of the requests. */
  ask(request: Request): Promise<Result>;
  /** Finishes what was asked for, and lets go of the database. */
  close(): Promise<void>;
}

export interface ThreadOptions {
  /** The program of the thread, in a source file or in the bundle: its path from the file that is asked (`from`), without its ending. */
  readonly program: string;
  /** The URL of that file. */
  readonly from: string;
  /** The database. */
  readonly file: string;
  /** What is told to who waits when the thread is gone. */
  readonly lost: (cause: unknown) => Error;
}

interface Waiting<Result> {
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** A thread that begins with the first request: who needs none does without. Should it end, the next request begins another. */
export function createThread<Request, Result>({ program, from, file, lost }: ThreadOptions): Thread<Request, Result> {
  const script = new URL(`${program}${extname(from)}`, from);
  let thread: Worker | undefined;
  let waiting: Waiting<Result>[] = [];

  const start = (): Worker => {
    const started = new Worker(script, { workerData: file });
    started.on('message', (told: FromThread<Result>) => {
      const answered = waiting.splice(0, told.length);
      for (const [index, { resolve, reject }] of answered.entries()) {
        const answer = told[index];
        if (answer === undefined) reject(new Error('a request has no answer'));
        else if (answer.ok) resolve(answer.value);
        else reject(answer.unavailable ? unavailable(answer.error) : answer.error);
      }
      if (waiting.length === 0) started.unref();
    });
    const end = (cause: unknown): void => {
      if (thread !== started) return;
      thread = undefined;
      const left = waiting;
      waiting = [];
      const error = lost(cause);
      for (const { reject } of left) reject(error);
    };
    started.on('error', end).on('exit', (code) => {
      end(`exit code ${code}`);
    });
    return started;
  };

  const post = (message: ToThread<Request>): void => {
    thread ??= start();
    // Whoever waits keeps the process; a thread without work does not.
    thread.ref();
    thread.postMessage(message);
  };

  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        post({ request });
      }),
    close: async () => {
      if (thread === undefined) return;
      const ended = once(thread, 'exit');
      post('end');
      await ended;
    },
  };
}

function unavailable({ message, cause }: Error): StorageUnavailableError {
  return new StorageUnavailableError(message, { cause });
}
