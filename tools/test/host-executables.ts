import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeMirror } from '../mirror.ts';
import { work } from '../paths.ts';
import { buildExecutable, commandLineSource, hostTarget, providerSource, targetName } from '../release/index.ts';

/**
 * Builds the standalone executables for this machine, and a mirror with the provider among them.
 *
 * @returns the platform, as in linux_amd64
 */
export async function buildHostExecutables(note: (text: string) => void): Promise<string> {
  const target = hostTarget();
  const provider = await buildExecutable(await providerSource(), target, note);
  const commandLine = await buildExecutable(await commandLineSource(), target, note);
  await makeMirror(provider);
  mkdirSync(work, { recursive: true });
  // test/support/executables.ts reads it.
  writeFileSync(join(work, 'executables.json'), JSON.stringify({ provider, commandLine }, null, 2));
  return targetName(target);
}
