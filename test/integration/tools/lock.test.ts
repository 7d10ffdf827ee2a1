import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withLock } from '../../../tools/lock.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gigaset-lock-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const ignore = (): undefined => undefined;

/** Runs a process that takes the lock and appends "in" and "out" to a log. */
async function contend(lock: string, log: string): Promise<number | null> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'lock-holder.ts'), lock, log],
    { stdio: 'inherit' },
  );
  return new Promise((resolve) => child.once('close', resolve));
}

describe('a lock', () => {
  test.each([
    ['a free lock', ignore],
    ['a stale lock', makeStaleLock],
  ])('lets five processes work one after the other, starting with %s', async (_title, arrange) => {
    const lock = join(dir, 'one');
    const log = join(dir, 'log');
    arrange(lock);
    expect(await Promise.all(Array.from({ length: 5 }, () => contend(lock, log)))).toEqual([0, 0, 0, 0, 0]);
    expect(readFileSync(log, 'utf8')).toBe('in\nout\n'.repeat(5));
    expect(existsSync(`${lock}.lock`)).toBe(false);
  });

  test('is taken although an empty file has its name', async () => {
    writeFileSync(join(dir, 'one'), '');
    expect(await withLock(join(dir, 'one'), () => Promise.resolve('done'), ignore)).toBe('done');
  });

  test('is released when the work fails', async () => {
    const path = join(dir, 'one');
    await expect(withLock(path, () => Promise.reject(new Error('no')), ignore)).rejects.toThrow('no');
    expect(existsSync(`${path}.lock`)).toBe(false);
  });
});

/** The lock of a process that was killed a minute ago. */
function makeStaleLock(path: string): void {
  mkdirSync(`${path}.lock`);
  const minuteAgo = Date.now() / 1000 - 60;
  utimesSync(`${path}.lock`, minuteAgo, minuteAgo);
}
