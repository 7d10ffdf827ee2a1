import { Worker } from 'node:worker_threads';
import { threadUrl } from '../threads/index.ts';

/** Verifies and hashes passwords in a thread of its own, which starts with the first one. Takes one request at a time. */
export interface PasswordHasher {
  /** Whether the hash (a PHC string) is of this password. */
  verify(password: string, hash: string): Promise<boolean>;
  /** The hash of a new password. */
  hash(password: string): Promise<string>;
  /** Ends the thread. */
  close(): Promise<void>;
}

/** A message to the thread, and its answer. */
export interface HashRequest {
  readonly password: string;
  /** The hash to compare with; undefined for a new password. */
  readonly hash: string | undefined;
}
export type HashReply = { readonly isRight: boolean } | { readonly hash: string } | { readonly error: Error };

/**
 * A hash takes a quarter of a second and 32 MiB. The thread pool of Node.js would do, but it also resolves the name of the
 * database's host, and its threads compete with the main thread as equals.
 */
export function createPasswordHasher(): PasswordHasher {
  let worker: Worker | undefined;

  const start = (): Worker => {
    const started = new Worker(threadUrl('./hash-thread', import.meta.url));
    const forget = (): void => {
      if (worker === started) worker = undefined;
    };
    started.once('error', forget).once('exit', forget);
    return started;
  };

  const ask = (request: HashRequest): Promise<Exclude<HashReply, { readonly error: Error }>> =>
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
          else resolve(reply);
        });
      };
      const onError = (error: unknown): void => {
        end(() => reject(new Error('The thread that hashes passwords failed.', { cause: error })));
      };
      const onExit = (): void => {
        end(() => reject(new Error('The thread that hashes passwords has ended.')));
      };
      thread.on('message', onReply).on('error', onError).on('exit', onExit);
      thread.ref();
      thread.postMessage(request);
    });

  return {
    verify: async (password, hash) => {
      const reply = await ask({ password, hash });
      if ('isRight' in reply) return reply.isRight;
      throw new Error('The thread that hashes passwords answered another question.');
    },
    hash: async (password) => {
      const reply = await ask({ password, hash: undefined });
      if ('hash' in reply) return reply.hash;
      throw new Error('The thread that hashes passwords answered another question.');
    },
    close: async () => {
      await worker?.terminate();
    },
  };
}
