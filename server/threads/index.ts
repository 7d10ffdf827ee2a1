import { extname } from 'node:path';

/**
 * The URL of a worker thread's script, beside the module that starts it.
 *
 * @param script a path relative to `from` without its extension: `./writer-thread`
 * @param from `import.meta.url` of the caller
 */
export function threadUrl(script: string, from: string): URL {
  return new URL(`${script}${scriptExtension(from)}`, from);
}

/** The caller's own extension. In a standalone executable the caller is the executable, and Bun calls every script `.js`. */
function scriptExtension(from: string): string {
  const extension = extname(from);
  return ['.ts', '.mjs', '.js'].includes(extension) ? extension : '.js';
}
