import { statSync } from 'node:fs';

/** When a snapshot is ended. */
export interface WalLimits {
  /** The log is at most 16 MB while no snapshot is open (connection/database.ts); one large list may add 100 MB. */
  readonly maxWalBytes: number;
  /** A listing of a large fleet over an ordinary connection takes less time, so only slow readers are cut off. */
  readonly minSnapshotMs: number;
}

const defaultLimits: WalLimits = { maxWalBytes: 256 * 1024 * 1024, minSnapshotMs: 10_000 };
const CHECK_INTERVAL_MS = 1000;

/** Ends the oldest snapshots when they keep the write-ahead log (WAL) from being reset, before it fills the disk. */
export interface WalWatch {
  /** Watches a snapshot. `end` must close it. Returns the function to call when it has ended. */
  addSnapshot(end: () => void): () => void;
  /** Looks at the log now, as it does every second while there are snapshots. @param now a monotonic time in milliseconds */
  check(now: number): void;
}

/** @param file the database; its log is beside it */
export function watchWal(file: string, { maxWalBytes, minSnapshotMs } = defaultLimits): WalWatch {
  /** When each snapshot began, the oldest first. */
  const snapshots = new Map<() => void, number>();
  let timer: NodeJS.Timeout | undefined;

  const check = (now: number): void => {
    const size = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
    const limit = now - minSnapshotMs;
    for (const [end, since] of snapshots) {
      if (size <= maxWalBytes || since > limit) return;
      snapshots.delete(end);
      end();
    }
  };

  return {
    addSnapshot: (end) => {
      snapshots.set(end, performance.now());
      timer ??= setInterval(() => check(performance.now()), CHECK_INTERVAL_MS).unref();
      return () => {
        snapshots.delete(end);
        if (snapshots.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
    check,
  };
}
