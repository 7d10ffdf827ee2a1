import { homedir } from 'node:os';
import { join } from 'node:path';
import manifest from '../package.json' with { type: 'json' };

/** The project's folder. */
export const root: string = join(import.meta.dirname, '..');
/** What `npm run build` makes. */
export const dist: string = join(root, 'dist');
/** What the scripts of this project make for themselves: mirror, engine configuration, results. Ignored by git. */
export const work: string = join(root, '.work');
/** The package's version, and so the provider's. */
export const version: string = manifest.version;

/** The one place outside the project where the set-up writes: engines that were fetched or built. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const xdg = env['XDG_CACHE_HOME'];
  const windows = process.platform === 'win32' ? env['LOCALAPPDATA'] : undefined;
  // An empty or relative XDG_CACHE_HOME counts as none (XDG base directory specification).
  const base = xdg?.startsWith('/') === true ? xdg : (windows ?? join(homedir(), '.cache'));
  return join(base, 'gigaset-redirect');
}
