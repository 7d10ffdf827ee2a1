import { readdirSync, readFileSync } from 'node:fs';

/** The environment variable that tells which test run, and which file of it, a process belongs to. */
export const MARK = 'REDIRECT_TEST_RUN';

/**
 * Kills all processes that carry a mark in their environment. Every process that a test starts inherits it, and so do
 * that process's own children: an engine's providers, PostgreSQL's workers, the programs of the demo. So nothing
 * outlives a test that fails or a run that is interrupted.
 *
 * It reads /proc, so it does nothing on other systems than Linux.
 *
 * @param mark the value of {@link MARK}, or the start of it
 * @returns the commands of the processes that were killed
 */
export function endMarked(mark: string): readonly string[] {
  const ended: string[] = [];
  for (const pid of runningProcesses()) {
    if (pid === process.pid || !carries(pid, mark)) continue;
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      process.kill(pid, 'SIGKILL');
      // A zombie has no command any more.
      if (command !== '') ended.push(command);
    } catch {
      // It has just ended.
    }
  }
  return ended;
}

function runningProcesses(): readonly number[] {
  try {
    return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
  } catch {
    return [];
  }
}

function carries(pid: number, mark: string): boolean {
  try {
    return `\0${readFileSync(`/proc/${pid}/environ`, 'utf8')}`.includes(`\0${MARK}=${mark}`);
  } catch {
    // It has ended, or belongs to another user.
    return false;
  }
}
