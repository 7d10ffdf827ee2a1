import { createHash } from 'node:crypto';
import { unzipSync } from 'fflate';
import { goPlatform } from '../../cli/install/index.ts';
import { type Engine, engineVersions } from './engine.ts';

/** Where an engine is published. */
export interface Release {
  /** The folder that holds the archives and the list of their checksums. */
  readonly folder: string;
  readonly archive: string;
  readonly checksums: string;
  /** The program's name inside the archive. */
  readonly program: string;
}

/** A machine without internet access must not hold up the set-up for longer than this. */
const CHECKSUMS_TIMEOUT_MS = 5_000;
const ARCHIVE_TIMEOUT_MS = 180_000;

export function releaseOf(name: Engine['name']): Release {
  const version = engineVersions[name];
  const program = name === 'Terraform' ? 'terraform' : 'tofu';
  return {
    folder:
      name === 'Terraform'
        ? `https://releases.hashicorp.com/terraform/${version}`
        : `https://github.com/opentofu/opentofu/releases/download/v${version}`,
    archive: `${program}_${version}_${goPlatform()}.zip`,
    checksums: `${program}_${version}_SHA256SUMS`,
    program: process.platform === 'win32' ? `${program}.exe` : program,
  };
}

/**
 * Downloads an engine's release and verifies its checksum.
 *
 * @returns the program
 * @throws Error with a message for the user if the download fails or the checksum differs
 */
export async function downloadRelease(release: Release, note: (text: string) => void): Promise<Uint8Array> {
  const sums = await get(`${release.folder}/${release.checksums}`, CHECKSUMS_TIMEOUT_MS);
  const line = sums
    .toString('utf8')
    .split('\n')
    .find((text) => text.trimEnd().endsWith(`  ${release.archive}`));
  if (line === undefined) throw new Error(`${release.checksums} does not list ${release.archive}`);
  note(`downloading ${release.archive}`);
  const archive = await get(`${release.folder}/${release.archive}`, ARCHIVE_TIMEOUT_MS);
  const sum = createHash('sha256').update(archive).digest('hex');
  if (sum !== line.slice(0, 64).toLowerCase()) {
    throw new Error(`${release.archive} has the checksum ${sum}, but ${release.checksums} lists another one`);
  }
  const { [release.program]: program } = unzipSync(archive, { filter: ({ name }) => name === release.program });
  if (program === undefined) throw new Error(`${release.archive} does not contain ${release.program}`);
  return program;
}

async function get(url: string, timeoutMs: number): Promise<Buffer> {
  const { host } = new URL(url);
  const timeout = AbortSignal.timeout(timeoutMs);
  const explain = (cause: unknown): never => {
    throw new Error(
      timeout.aborted ? `${host} did not answer within ${timeoutMs / 1000} s` : `${host} cannot be reached`,
      {
        cause,
      },
    );
  };
  const response = await fetch(url, { signal: timeout }).catch(explain);
  if (!response.ok) throw new Error(`${host} answered ${response.status}`);
  return Buffer.from(await response.arrayBuffer().catch(explain));
}
