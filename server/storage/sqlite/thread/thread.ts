import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { threadUrl } from '../../../threads/index.ts';
import { StorageUnavailableError } from '../../model/storage.ts';

/** A worker thread that uses the database, as the main thread sees it. */
export interface Thread<Request, Result> {
  /** Sends a request. Results come in the order of the requests. */
  request(request: Request): Promise<Result>;
  /** Completes pending requests and closes the database. */
  close(): Promise<void>;
}

/** A message to the thread: a request, or the last message. */
export type ToThread<Request> = { readonly request: Request } | 'end';

/** A message from the thread: one reply per request, in the order of the requests. */
export type FromThread<Result> = readonly Reply<Result>[];

/** Errors lose their class on the way between threads, so `unavailable` marks a StorageUnavailableError. */
export type Reply<Result> =
  | { readonly ok: true; readonly value: Result }
  | { readonly ok: false; readonly unavailable: boolean; readonly error: Error };

export interface ThreadOptions {
  /** The script of the thread, as a path relative to `from` without its extension (`.ts` in the sources, `.mjs` in the bundle). */
  readonly script: string;
  /** `import.meta.url` of the caller. */
  readonly from: string;
  /** The database file. */
  readonly file: string;
  /** Makes the error of the pending requests when the thread ends unexpectedly. */
  readonly lost: (cause: unknown) => Error;
}

interface PendingRequest<Result> {
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** Creates a thread that starts with its first request, and starts again with the next request if it has ended. */
export function createThread<Request, Result>({ script, from, file, lost }: ThreadOptions): Thread<Request, Result> {
  const url = threadUrl(script, from);
  let worker: Worker | undefined;
  let pending: PendingRequest<Result>[] = [];
  let closing = false;

  const start = (): Worker => {
    // npm starts the program without options for Node.js, and node:sqlite would print a warning.
    const started = new Worker(url, { workerData: file, execArgv: ['--disable-warning=ExperimentalWarning'] });
    started.on('message', (replies: FromThread<Result>) => {
      const answered = pending.splice(0, replies.length);
      for (const [index, { resolve, reject }] of answered.entries()) {
        const reply = replies[index];
        if (reply === undefined) reject(new Error('the thread did not reply to a request'));
        else if (reply.ok) resolve(reply.value);
        else reject(reply.unavailable ? unavailable(reply.error) : reply.error);
      }
      // A closing thread keeps the process alive until it has closed the database.
      if (pending.length === 0 && !closing) started.unref();
    });
    const end = (cause: unknown): void => {
      if (worker !== started) return;
      worker = undefined;
      const unanswered = pending;
      pending = [];
      const error = lost(cause);
      for (const { reject } of unanswered) reject(error);
    };
    started.on('error', end).on('exit', (code) => {
      end(`exit code ${code}`);
    });
    return started;
  };

  const post = (message: ToThread<Request>): void => {
    worker ??= start();
    // Only a thread with pending requests keeps the process alive.
    worker.ref();
    worker.postMessage(message);
  };

  return {
    request: (request) =>
      new Promise((resolve, reject) => {
        pending.push({ resolve, reject });
        post({ request });
      }),
    close: async () => {
      if (worker === undefined) return;
      closing = true;
      const ended = once(worker, 'exit');
      post('end');
      await ended;
    },
  };
}

function unavailable({ message, cause }: Error): StorageUnavailableError {
  return new StorageUnavailableError(message, { cause });
}
