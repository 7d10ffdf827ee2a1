import { bundleCommandLine, bundleProvider, threads } from '../bundle.ts';
import type { ExecutableSource } from './executable.ts';

/** The provider, as an executable that an engine starts. */
export async function providerSource(): Promise<ExecutableSource> {
  const bundle = await bundleProvider('provider/main.ts', 'terraform-provider-gigaset', 'release');
  return { name: 'terraform-provider-gigaset', bundle, entries: ['provider.cjs'], format: 'cjs' };
}

/** The command line with the redirect server. */
export async function commandLineSource(): Promise<ExecutableSource> {
  const bundle = await bundleCommandLine('release', '');
  const scripts = Object.keys(threads).map((name) => `${name}.mjs`);
  return { name: 'gigaset-redirect', bundle, entries: ['cli.mjs', ...scripts], format: 'esm', assets: 'portal' };
}
