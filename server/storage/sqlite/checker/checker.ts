import { statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { StorageUnavailableError } from '../../model/storage.ts';
import { createThread } from '../thread/thread.ts';

/** A request to the checker thread. */
export type CheckRequest = 'check';

/** The file is not damaged; the duration of the check. */
export interface CheckResult {
  readonly ms: number;
}

/** Looks for damage in the database file, in a thread of its own. */
export interface Checker {
  /** Resolves if the latest check found no damage. Starts one if the latest is too old. @throws StorageUnavailableError */
  check(): Promise<void>;
  close(): Promise<void>;
}

const MIN_INTERVAL_MS = 1000;
/** A check uses at most a twentieth of one core and of the disk. */
const PAUSE_PER_CHECK = 20;
/** How long a caller waits for a running check, before it gets the result of the previous one. */
const MAX_WAIT_MS = 2000;

export function createChecker(file: string): Checker {
  const lost = (cause: unknown): Error =>
    new StorageUnavailableError('the thread that checks the database has ended', { cause });
  const options = { script: './checker-thread', from: import.meta.url, file, lost };
  const thread = createThread<CheckRequest, CheckResult>(options);
  const opened = statSync(file);
  let problem: Error | undefined;
  let running: Promise<void> | undefined;
  let nextAt = 0;

  const run = async (): Promise<void> => {
    let ms = 0;
    try {
      ({ ms } = await thread.request('check'));
      problem = undefined;
    } catch (error) {
      problem = error instanceof Error ? error : new Error(String(error));
    }
    nextAt = performance.now() + Math.max(MIN_INTERVAL_MS, PAUSE_PER_CHECK * ms);
    running = undefined;
  };

  return {
    check: async () => {
      const now = statSync(file, { throwIfNoEntry: false });
      // Changes would go to a file that has no name any more.
      if (now?.ino !== opened.ino || now.dev !== opened.dev) {
        throw new StorageUnavailableError('the database file was removed or replaced; restart the server');
      }
      if (performance.now() >= nextAt) running ??= run();
      const waited = new AbortController();
      await Promise.race([
        running,
        pause(MAX_WAIT_MS, undefined, { ref: false, signal: waited.signal }).catch(() => undefined),
      ]);
      waited.abort();
      if (problem !== undefined) throw problem;
    },
    close: () => thread.close(),
  };
}
