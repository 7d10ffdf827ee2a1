/** How often the parent is looked for; a provider that outlives its engine a second harms nobody. */
const INTERVAL = 1000;

/**
 * Calls `gone` once the process that started this one has ended: an engine that was killed says no Shutdown. (Its
 * connection is no sign of it: gRPC may close an idle one and come back.)
 */
export function watchParent(gone: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (isAlive(parent)) return;
    clearInterval(timer);
    gone();
  }, INTERVAL);
  timer.unref();
}

/** An orphan is given another parent, except on Windows. */
function isAlive(parent: number): boolean {
  if (process.platform !== 'win32') return process.ppid === parent;
  try {
    process.kill(parent, 0);
    return true;
  } catch {
    return false;
  }
}
