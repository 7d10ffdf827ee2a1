import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { lock } from 'proper-lockfile';

const RETRY_MS = 300;

/**
 * Runs `work` while no other process on this machine runs under the same lock. The lock is a folder that its holder
 * touches every few seconds; a lock that has not been touched for 10 s is stale, and the next process takes it over.
 *
 * @param path names the lock: the folder is this path with `.lock` appended
 * @param waiting is called each time the lock turns out to be held by another process
 */
export async function withLock<T>(path: string, work: () => Promise<T>, waiting: () => void): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  const release = await takeLock(path, waiting);
  try {
    return await work();
  } finally {
    await release();
  }
}

async function takeLock(path: string, waiting: () => void): Promise<() => Promise<void>> {
  for (;;) {
    try {
      return await lock(path, { realpath: false, stale: 10_000, update: 2_000 });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ELOCKED')) throw error;
      waiting();
      await delay(RETRY_MS);
    }
  }
}
