import { Worker } from 'node:worker_threads';
import { threadUrl } from '../threads/index.ts';

/** Verifies passwords in a thread of its own, which starts with the first one. */
export interface PasswordVerifier {
  /** Whether the hash (a PHC string) is of this password. Ask again only after the answer. */
  verify(password: string, hash: string): Promise<boolean>;
  /** Ends the thread. */
  close(): Promise<void>;
}

/** A message to the thread, and its answer. */
export interface HashRequest {
  readonly password: string;
  readonly hash: string;
}
export type HashReply = { readonly isRight: boolean } | { readonly error: Error };

/**
 * A hash takes a quarter of a second and 32 MiB. The thread pool of Node.js would do, but it also resolves the name of the
 * database's host, and its threads compete with the main thread as equals.
 */
export function createPasswordVerifier(): PasswordVerifier {
  let worker: Worker | undefined;

  const start = (): Worker => {
    const started = new Worker(threadUrl('./hash-thread', import.meta.url));
    const forget = (): void => {
      if (worker === started) worker = undefined;
    };
    started.once('error', forget).once('exit', forget);
    return started;
  };

  return {
    verify: (password, hash) =>
      new Promise((resolve, reject) => {
        const thread = (worker ??= start());
        const end = (settle: () => void): void => {
          thread.off('message', onReply).off('error', onError).off('exit', onExit);
          // An idle thread does not keep the process alive.
          thread.unref();
          settle();
        };
        const onReply = (reply: HashReply): void => {
          end(() => {
            if ('error' in reply) reject(reply.error);
            else resolve(reply.isRight);
          });
        };
        const onError = (error: unknown): void => {
          end(() => reject(new Error('The thread that verifies passwords failed.', { cause: error })));
        };
        const onExit = (): void => {
          end(() => reject(new Error('The thread that verifies passwords has ended.')));
        };
        thread.on('message', onReply).on('error', onError).on('exit', onExit);
        thread.ref();
        thread.postMessage({ password, hash } satisfies HashRequest);
      }),
    close: async () => {
      await worker?.terminate();
    },
  };
}
