/** A provider that outlives its engine by a second does no harm. */
const POLL_INTERVAL_MS = 1000;

/**
 * Calls `onExit` when the parent process has ended, because an engine that is killed sends no Shutdown. (Its connection
 * says nothing about it: gRPC may close an idle connection and reconnect.)
 */
export function watchParent(onExit: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (isAlive(parent)) return;
    clearInterval(timer);
    onExit();
  }, POLL_INTERVAL_MS);
  timer.unref();
}

/** An orphaned process gets another parent, except on Windows. */
function isAlive(parent: number): boolean {
  if (process.platform !== 'win32') return process.ppid === parent;
  try {
    process.kill(parent, 0);
    return true;
  } catch {
    return false;
  }
}
