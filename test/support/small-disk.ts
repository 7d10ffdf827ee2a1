import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemCode } from '../../server/errors/index.ts';
import { run } from '../../tools/run.ts';

/** A disk of so few bytes that a test can fill it. */
export interface SmallDisk {
  /** An empty folder on it. */
  readonly folder: string;
  /** Takes all room that is left. */
  fill(): void;
  /** Gives that room back. */
  makeRoom(): void;
  remove(): Promise<void>;
}

/** Makes a disk in memory; undefined where this user may not mount one, as without root's rights. */
export async function makeSmallDisk(mebibytes: number): Promise<SmallDisk | undefined> {
  const path = mkdtempSync(join(tmpdir(), 'gigaset-disk-'));
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', path]);
  if (mounted.code !== 0) {
    rmSync(path, { recursive: true });
    return undefined;
  }
  chmodSync(path, 0o755);
  const folder = join(path, 'data');
  mkdirSync(folder);
  const filler = join(path, 'filler');
  return {
    folder,
    fill: () => {
      // What did not fit as a large piece may fit as a small one: the last byte counts.
      for (let size = 2 ** 20; size >= 1; size = Math.floor(size / 2)) {
        while (appended(filler, size));
      }
    },
    makeRoom: () => rmSync(filler, { force: true }),
    remove: async () => {
      const { code, output } = await run('umount', ['--lazy', path]);
      if (code !== 0) throw new Error(output);
      rmSync(path, { recursive: true });
    },
  };
}

function appended(file: string, size: number): boolean {
  try {
    writeFileSync(file, Buffer.alloc(size), { flag: 'a' });
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOSPC') return false;
    throw error;
  }
}
