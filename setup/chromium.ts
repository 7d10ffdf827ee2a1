import { findProgram } from './engine/on-path.ts';
import { run } from './run.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * A Chromium for the tests of the portal: the one that CHROMIUM names, one on PATH, or Debian's, installed where this may be
 * done.
 *
 * @returns its path, or why there is none
 */
export async function findChromium(note: (text: string) => void): Promise<{ path: string } | { missing: string }> {
  const chosen = process.env['CHROMIUM'] ?? '';
  if (chosen !== '') {
    const path = findProgram(chosen);
    return path === undefined ? { missing: `CHROMIUM names ${chosen}, which is not there.` } : { path };
  }
  const there = onPath();
  if (there !== undefined) return { path: there };
  if (process.getuid?.() !== 0 || findProgram('apt-get') === undefined) {
    return { missing: 'There is no Chromium on PATH. Install one (chromium, or Chrome), or name it in CHROMIUM.' };
  }
  note('installing Chromium (apt-get)');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { env });
  const installed = await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env });
  const path = onPath();
  if (path !== undefined) return { path };
  return { missing: `Chromium could not be installed by apt-get: ${installed.output.trim().split('\n').at(-1) ?? ''}` };
}

function onPath(): string | undefined {
  return names.map((name) => findProgram(name)).find((path) => path !== undefined);
}
