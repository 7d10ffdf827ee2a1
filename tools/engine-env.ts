import { join } from 'node:path';
import { work } from './paths.ts';
import type { Env } from './run.ts';

/** The CLI configuration that points at the mirror: TF_CLI_CONFIG_FILE of every command that the scripts run. */
export const engineConfiguration: string = join(work, 'terraformrc');

/**
 * The environment for an engine, or for a program that starts one. It drops the user's settings for engines and for this
 * provider, except for the log level.
 */
export function engineEnv(base: Env = process.env): Env {
  const kept = Object.entries(base).filter(([name]) => !/^(TF|GIGASET|CDKTF)_/.test(name) || name.startsWith('TF_LOG'));
  return {
    ...Object.fromEntries(kept),
    TF_CLI_CONFIG_FILE: engineConfiguration,
    TF_IN_AUTOMATION: '1',
    CHECKPOINT_DISABLE: '1',
    // Providers run on the Node.js of this process.
    GIGASET_REDIRECT_NODE: process.execPath,
  };
}
