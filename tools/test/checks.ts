import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../files.ts';
import { root, work } from '../paths.ts';
import { run } from '../run.ts';

const checks = ['format:check', 'lint', 'typecheck'] as const;

/** A check and what it printed. */
export interface Check {
  readonly name: (typeof checks)[number];
  readonly succeeded: boolean;
  readonly output: string;
}

/** Remembers the files that the checks last succeeded for. */
const record = join(work, 'checked-files');

/**
 * Checks format, lint rules and types of all files.
 *
 * @returns the results, or undefined if the checks have succeeded before for exactly these files and packages
 */
export async function checkFiles(): Promise<readonly Check[] | undefined> {
  const digest = await digestOfFiles();
  if (digest !== undefined && existsSync(record) && readFileSync(record, 'utf8') === digest) return undefined;
  const results = await Promise.all(
    checks.map(async (name) => {
      const { code, output } = await run('npm', ['run', '--silent', name], { cwd: root });
      return { name, succeeded: code === 0, output };
    }),
  );
  if (digest !== undefined && results.every(({ succeeded }) => succeeded)) writeWhole(record, { content: digest });
  return results;
}

/** A digest of the repository's files and of the installed packages; undefined outside of a Git repository. */
async function digestOfFiles(): Promise<string | undefined> {
  const listed = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  if (listed.code !== 0) return undefined;
  const digest = createHash('sha256');
  for (const name of [...new Set(listed.stdout.split('\0')), 'node_modules/.package-lock.json'].filter(Boolean)) {
    const path = join(root, name);
    digest.update(`${name}\0`);
    if (existsSync(path)) digest.update(readFileSync(path));
  }
  return digest.digest('hex');
}
