import { homedir } from 'node:os';
import { join } from 'node:path';
import manifest from '../package.json' with { type: 'json' };

/** The project's folder. */
export const root: string = join(import.meta.dirname, '..');
/** The output of `npm run build`. */
export const dist: string = join(root, 'dist');
/** Files of the project's own scripts, such as the mirror and test results. Ignored by git. */
export const work: string = join(root, '.work');
/** The npm package as `npm test` packs it. */
export const npmTarball: string = join(work, 'npm', 'gigaset-redirect.tgz');
/** The package's version, and so the provider's. */
export const version: string = manifest.version;

/** The only folder outside the project that the set-up writes to. It keeps engines that were downloaded or built. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const xdg = env['XDG_CACHE_HOME'];
  const windows = process.platform === 'win32' ? env['LOCALAPPDATA'] : undefined;
  // An empty or relative XDG_CACHE_HOME must be ignored (XDG Base Directory Specification).
  const base = xdg?.startsWith('/') === true ? xdg : (windows ?? join(homedir(), '.cache'));
  return join(base, 'gigaset-redirect');
}
