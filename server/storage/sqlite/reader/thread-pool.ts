import { createThread, type Thread, type ThreadOptions } from '../thread/thread.ts';

/**
 * Creates threads that share requests and start on demand. The operating system lets them run in turn, so a short request
 * does not wait for a long one as long as at most `size` are in progress; the caller sees to that.
 */
export function createThreadPool<Request, Result>(size: number, options: ThreadOptions): Thread<Request, Result> {
  const threads = Array.from({ length: size }, () => ({ thread: createThread<Request, Result>(options), pending: 0 }));
  return {
    request: async (request) => {
      // The first idle one, so that a second thread starts only when it is needed.
      const chosen = threads.reduce((best, other) => (other.pending < best.pending ? other : best));
      chosen.pending++;
      try {
        return await chosen.thread.request(request);
      } finally {
        chosen.pending--;
      }
    },
    close: async () => {
      await Promise.all(threads.map(({ thread }) => thread.close()));
    },
  };
}
