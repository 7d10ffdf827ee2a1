import { bundleCommandLine, bundleProvider, threads } from '../bundle.ts';
import type { ExecutableSource } from './executable.ts';

/** The provider, as an executable that an engine starts. */
export async function providerSource(): Promise<ExecutableSource> {
  const { files } = await bundleProvider('provider/main.ts', 'terraform-provider-gigaset');
  return { name: 'terraform-provider-gigaset', files, entries: ['provider.cjs'], format: 'cjs' };
}

/** The command line with the redirect server. */
export async function commandLineSource(): Promise<ExecutableSource> {
  const { files } = await bundleCommandLine('');
  const scripts = Object.keys(threads).map((name) => `${name}.mjs`);
  return { name: 'gigaset-redirect', files, entries: ['cli.mjs', ...scripts], format: 'esm', assets: 'portal' };
}
