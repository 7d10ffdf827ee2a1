import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemCode } from '../../server/errors/index.ts';
import { run } from '../../tools/run.ts';

/** A disk that is small enough for a test to fill. */
export interface SmallDisk {
  /** An empty folder on it. */
  readonly folder: string;
  /** Uses up all remaining space. */
  fill(): void;
  /** Releases that space. */
  makeRoom(): void;
  remove(): Promise<void>;
}

/** Mounts a disk in memory; undefined if this user may not mount, as without root privileges. */
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
      // A large write may fail where a small one still fits, and the disk must be full to the last byte.
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
