import { devNull } from 'node:os';
import { run } from '../run.ts';

/** Terraform or OpenTofu, as it was found on this machine. */
export interface Engine {
  readonly name: 'Terraform' | 'OpenTofu';
  readonly version: string;
  readonly path: string;
  /** Where it came from, for people: "found on PATH". */
  readonly origin: string;
}

/** The versions that this project is tested with, and that the set-up downloads or builds if there is no engine. */
export const engineVersions = { Terraform: '1.11.4', OpenTofu: '1.12.6' } as const;

/** Import blocks, which the provider's messages suggest, came with this version. */
const OLDEST = { major: 1, minor: 5 } as const;

/**
 * Asks a program which engine it is.
 *
 * @returns the engine, or the reason why it cannot be used, as in "is neither Terraform nor OpenTofu"
 */
export async function identifyEngine(path: string, origin: string): Promise<Engine | string> {
  const { code, stdout, stderr } = await run(path, ['version'], {
    // A CLI configuration of the user's that is broken or missing must not matter here.
    env: { ...process.env, TF_CLI_CONFIG_FILE: devNull, CHECKPOINT_DISABLE: '1' },
  });
  if (code !== 0) return `does not run: ${stderr.trim().split('\n')[0] ?? ''}`;
  const [, name, version = ''] = /^(Terraform|OpenTofu) v(\d+\.\d+\.\S+)/.exec(stdout) ?? [];
  if (name !== 'Terraform' && name !== 'OpenTofu') return 'is neither Terraform nor OpenTofu';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < OLDEST.major || (major === OLDEST.major && minor < OLDEST.minor)) {
    return `is ${name} ${version}; ${OLDEST.major}.${OLDEST.minor} or newer is needed`;
  }
  return { name, version, path, origin };
}
