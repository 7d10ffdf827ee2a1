import { createHash } from 'node:crypto';
import { goPlatform } from '../../cli/install.ts';
import { type Engine, engineVersions } from './engine.ts';
import { unzipFile } from './unzip.ts';

/** Where the makers of an engine publish it. */
export interface Release {
  /** The folder that holds the archives and the list of their checksums. */
  readonly folder: string;
  readonly archive: string;
  readonly checksums: string;
  /** The program's name inside the archive. */
  readonly program: string;
}

/** How long the first answer may take: on a machine without the internet the set-up goes on quickly. */
const ANSWER_MS = 5_000;
const DOWNLOAD_MS = 180_000;

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
 * Downloads an engine's release and checks it against the list of checksums beside it.
 *
 * @returns the program
 * @throws in words for people, when it cannot be had or is not what it should be
 */
export async function downloadRelease(release: Release, note: (text: string) => void): Promise<Buffer> {
  const sums = await get(`${release.folder}/${release.checksums}`, ANSWER_MS);
  const line = sums
    .toString('utf8')
    .split('\n')
    .find((text) => text.trimEnd().endsWith(`  ${release.archive}`));
  if (line === undefined) throw new Error(`${release.checksums} does not list ${release.archive}`);
  note(`downloading ${release.archive}`);
  const archive = await get(`${release.folder}/${release.archive}`, DOWNLOAD_MS);
  const sum = createHash('sha256').update(archive).digest('hex');
  if (sum !== line.slice(0, 64).toLowerCase()) {
    throw new Error(`${release.archive} has the checksum ${sum}, and ${release.checksums} says otherwise: not used`);
  }
  return unzipFile(archive, release.program);
}

async function get(url: string, limitMs: number): Promise<Buffer> {
  const { host } = new URL(url);
  const limit = AbortSignal.timeout(limitMs);
  const explain = (cause: unknown): never => {
    throw new Error(limit.aborted ? `${host} took longer than ${limitMs / 1000} s` : `${host} cannot be reached`, {
      cause,
    });
  };
  const response = await fetch(url, { signal: limit }).catch(explain);
  if (!response.ok) throw new Error(`${host} answered ${response.status}`);
  return Buffer.from(await response.arrayBuffer().catch(explain));
}
