import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { mirrorFolder, type ProviderBuild } from '../tools/engine-env.ts';
import { makeMirror } from '../tools/mirror.ts';
import { buildExecutable, hostTarget, providerSource } from '../tools/release/index.ts';

/** Builds the standalone executable for this machine, and the mirror that contains it. */
export async function makeExecutableMirror(report: (line: string) => void): Promise<void> {
  await makeMirror(await buildExecutable(await providerSource(), hostTarget(), report));
}

/** Copies the mirrors of both builds, so that a build meanwhile does not change what is measured. */
export function copyMirrors(folder: string): Readonly<Record<ProviderBuild, string>> {
  const copy = (build: ProviderBuild): string => {
    const mirror = join(folder, `mirror-${build}`);
    cpSync(mirrorFolder[build], mirror, { recursive: true });
    return mirror;
  };
  return { bundle: copy('bundle'), executable: copy('executable') };
}
