import { statSync } from 'node:fs';

/** The log is at most 16 MB while no snapshot is open (connection/database.ts); one large list may add 100 MB. */
const MAX_WAL_BYTES = 256 * 1024 * 1024;
/** A listing of a large fleet over an ordinary line takes less; only a slow reader is cut off. */
const MIN_SNAPSHOT_MS = 10_000;
const CHECK_INTERVAL_MS = 1000;

/** Ends the oldest snapshots when they keep the write-ahead log (WAL) from being reset, before it fills the disk. */
export interface WalWatch {
  /** Watches a snapshot. `end` must close it. Returns the function to call when it has ended. */
  addSnapshot(end: () => void): () => void;
}

/** @param file the database; its log is beside it */
export function watchWal(file: string): WalWatch {
  /** When each snapshot began, the oldest first. */
  const snapshots = new Map<() => void, number>();
  let timer: NodeJS.Timeout | undefined;

  const check = (): void => {
    const size = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
    const limit = performance.now() - MIN_SNAPSHOT_MS;
    for (const [end, since] of snapshots) {
      if (size <= MAX_WAL_BYTES || since > limit) return;
      snapshots.delete(end);
      end();
    }
  };

  return {
    addSnapshot: (end) => {
      snapshots.set(end, performance.now());
      timer ??= setInterval(check, CHECK_INTERVAL_MS).unref();
      return () => {
        snapshots.delete(end);
        if (snapshots.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}
