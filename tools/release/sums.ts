import { join } from 'node:path';
import { run } from '../run.ts';
import type { Archive } from './archives.ts';
import { sha256 } from './zip.ts';

/** The list of checksums in the format of sha256sum. */
export const checksums = (archives: readonly Archive[]): string =>
  [...archives]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, content }) => `${sha256(content)}  ${name}\n`)
    .join('');

/**
 * Signs a file with GnuPG: writes the detached binary signature that registries expect beside it, `FILE.sig`.
 *
 * @param key what names the secret key: its fingerprint, or the user's address
 * @throws Error if GnuPG does not have the key
 */
export async function sign(folder: string, file: string, key: string): Promise<void> {
  const args = ['--batch', '--yes', '--local-user', key, '--detach-sign', '--output', `${file}.sig`, file];
  const { code, output } = await run('gpg', args, { cwd: folder });
  if (code !== 0) throw new Error(`gpg could not sign ${join(folder, file)} with the key ${key}:\n${output.trim()}`);
}
