import { join } from 'node:path';
import { work } from './paths.ts';
import type { Env } from './run.ts';

/** The engine configuration that names the mirror: TF_CLI_CONFIG_FILE in every command that the scripts run. */
export const engineConfiguration: string = join(work, 'terraformrc');

/**
 * The environment for an engine, or for what starts one: of the settings that a user's own shell may hold for engines
 * and for our provider none is left but the level of logging.
 */
export function engineEnv(base: Env = process.env): Env {
  const kept = Object.entries(base).filter(([name]) => !/^(TF|GIGASET|CDKTF)_/.test(name) || name.startsWith('TF_LOG'));
  return {
    ...Object.fromEntries(kept),
    TF_CLI_CONFIG_FILE: engineConfiguration,
    TF_IN_AUTOMATION: '1',
    CHECKPOINT_DISABLE: '1',
    // Started by hand under another Node.js, providers still run on the one that this runs on.
    GIGASET_REDIRECT_NODE: process.execPath,
  };
}
