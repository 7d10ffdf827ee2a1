import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.ts';
import { cacheFolder } from './paths.ts';
import { run } from './run.ts';

/** A package of the npm registry with its pinned content. */
export interface NpmPackage {
  readonly name: string;
  readonly version: string;
  /** The checksum that a lock file records: `sha512-` and Base64. */
  readonly integrity: string;
}

/**
 * Fetches a package for any platform into the cache folder, unless it is there already. `npm install` would refuse packages
 * of other platforms, and would add hundreds of megabytes to every installation of this project.
 *
 * @returns the folder that contains its files
 * @throws Error if npm cannot fetch it or its checksum differs
 */
export async function npmPackage(
  { name, version, integrity }: NpmPackage,
  note: (text: string) => void = () => undefined,
): Promise<string> {
  const title = `${name.replace('@', '').replace('/', '-')}-${version}`;
  const place = join(cacheFolder(), 'npm-packages', title);
  const folder = join(place, 'package');
  const fetch = async (): Promise<void> => {
    if (existsSync(folder)) return;
    note(`fetching ${name} ${version}`);
    const draft = `${place}.${process.pid}.tmp`;
    try {
      mkdirSync(draft, { recursive: true });
      await check('npm', ['pack', '--silent', `${name}@${version}`], draft);
      const [archive = ''] = readdirSync(draft);
      const sum = createHash('sha512')
        .update(readFileSync(join(draft, archive)))
        .digest('base64');
      if (`sha512-${sum}` !== integrity) {
        throw new Error(`${name} ${version} has the checksum sha512-${sum}, but the lock file lists ${integrity}`);
      }
      await check('tar', ['-xzf', archive], draft);
      rmSync(join(draft, archive));
      renameSync(draft, place);
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  };
  if (!existsSync(folder)) {
    await withLock(place, fetch, () => {
      note(`waiting for another process that fetches ${name}`);
    });
  }
  return folder;
}

async function check(command: string, args: readonly string[], cwd: string): Promise<void> {
  const { code, output } = await run(command, args, { cwd });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${output.trim()}`);
}
