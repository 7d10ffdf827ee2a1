import { join } from 'node:path';
import { work } from './paths.ts';
import type { Env } from './run.ts';

/** A build of the provider `gigaset`: for Node.js, or as a standalone executable. */
export type ProviderBuild = 'bundle' | 'executable';

/** The CLI configuration that points at the mirror with a build of the provider: TF_CLI_CONFIG_FILE of the scripts' commands. */
export const mirrorConfiguration: Readonly<Record<ProviderBuild, string>> = {
  bundle: join(work, 'terraformrc'),
  executable: join(work, 'terraformrc-executable'),
};

/** The mirrors that the CLI configurations point at. */
export const mirrorFolder: Readonly<Record<ProviderBuild, string>> = {
  bundle: join(work, 'mirror'),
  executable: join(work, 'mirror-executable'),
};

/**
 * The environment for an engine, or for a program that starts one. It drops the user's settings for engines and for this
 * provider, except for the log level.
 */
export function engineEnv(base: Env = process.env): Env {
  const kept = Object.entries(base).filter(([name]) => !/^(TF|GIGASET|CDKTF)_/.test(name) || name.startsWith('TF_LOG'));
  return {
    ...Object.fromEntries(kept),
    TF_CLI_CONFIG_FILE: mirrorConfiguration.bundle,
    TF_IN_AUTOMATION: '1',
    CHECKPOINT_DISABLE: '1',
    // Providers run on the Node.js of this process.
    GIGASET_REDIRECT_NODE: process.execPath,
  };
}
