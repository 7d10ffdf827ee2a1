import { devNull } from 'node:os';
import { run } from '../run.ts';

/** Terraform or OpenTofu, as it is found on this machine. */
export interface Engine {
  readonly name: 'Terraform' | 'OpenTofu';
  readonly version: string;
  readonly path: string;
  /** How it came to be here, for people: "found on PATH". */
  readonly origin: string;
}

/** The versions that this project is tested with, and fetches or builds where there is none. */
export const engineVersions = { Terraform: '1.11.4', OpenTofu: '1.12.6' } as const;

/** Older ones know no import blocks, which the provider's messages tell people to write. */
const oldest = [1, 5] as const;

/**
 * Asks a program what engine it is.
 *
 * @returns the engine, or in a few words why it is none that can be used
 */
export async function askVersion(path: string, origin: string): Promise<Engine | string> {
  const { code, stdout, stderr } = await run(path, ['version'], {
    // A configuration of the user's that is broken, or not there, is no matter here.
    env: { ...process.env, TF_CLI_CONFIG_FILE: devNull, CHECKPOINT_DISABLE: '1' },
  });
  if (code !== 0) return `does not run: ${stderr.trim().split('\n')[0] ?? ''}`;
  const [, name, version = ''] = /^(Terraform|OpenTofu) v(\d+\.\d+\.\S+)/.exec(stdout) ?? [];
  if (name !== 'Terraform' && name !== 'OpenTofu') return 'is neither Terraform nor OpenTofu';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
    return `is ${name} ${version}; ${oldest.join('.')} or newer is needed`;
  }
  return { name, version, path, origin };
}
