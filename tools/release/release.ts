import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Bundle } from '../bundle.ts';
import type { FileContent } from '../files.ts';
import { root } from '../paths.ts';
import { type Archive, commandLineArchive, providerArchive, type ProviderArchive } from './archives.ts';
import { changelogSection } from './changelog.ts';
import { networkMirror } from './network-mirror.ts';
import { provenance } from './provenance.ts';
import { runtimeOf } from './runtime.ts';
import { sbom } from './sbom.ts';
import { commandLineSource, providerSource } from './sources.ts';
import { checksums, sign } from './sums.ts';
import type { Target } from './targets.ts';
import { sha256 } from './zip.ts';

export interface ReleaseOptions {
  /** The folder to write to; emptied first. */
  readonly folder: string;
  readonly targets: readonly Target[];
  /** Whether to build the command line as well. */
  readonly commandLine: boolean;
  /** The GnuPG key that signs the lists of checksums; they stay unsigned without. */
  readonly key?: string;
  readonly note: (text: string) => void;
}

/**
 * Builds the files of a release.
 *
 * - for a registry: the provider's archives, its manifest, the list of their checksums and its signature
 * - for direct downloads: the provider for musl, the command line, bill of materials, provenance, changelog and checksums
 * - `network-mirror/`, and `network-mirror-musl/` for Linux distributions without glibc
 */
export async function buildRelease({ folder, targets, commandLine, key, note }: ReleaseOptions): Promise<void> {
  const provider = await providerSource();
  const program = await commandLineSource();
  const { version } = provider.bundle;
  rmSync(folder, { recursive: true, force: true });
  const write = (files: Iterable<readonly [string, FileContent]>, below = ''): void => {
    for (const [name, { content }] of files) {
      const path = join(folder, below, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
  };

  const providers: ProviderArchive[] = [];
  const programs: Archive[] = [];
  for (const target of targets) {
    providers.push(await providerArchive(provider, target, note));
    if (commandLine) programs.push(await commandLineArchive(program, target, note));
  }

  const runtimes = targets.map(runtimeOf);
  const manifest = asArchive(
    `${provider.name}_${version}_manifest.json`,
    readFileSync(join(root, 'terraform-registry-manifest.json')),
  );
  // A registry offers one package for each platform, and would take the one for musl as another.
  const forRegistry = [...providers.filter(({ target }) => target.libc === undefined), manifest];
  const forOthers = [
    ...providers.filter(({ target }) => target.libc !== undefined),
    ...programs,
    asArchive(
      `${program.name}_${version}_sbom.cdx.json`,
      sbom({ name: program.name, version, bundles: [provider.bundle, program.bundle], runtimes }),
    ),
    asArchive(`${program.name}_${version}_changelog.md`, changelogSection(version)),
  ];
  const statement = await provenance({
    version,
    archives: [...forRegistry, ...forOthers],
    runtimes,
    bundles: { [provider.name]: digestOf(provider.bundle), [program.name]: digestOf(program.bundle) },
  });
  forOthers.push(asArchive(`${program.name}_${version}_provenance.intoto.json`, statement));

  write([...forRegistry, ...forOthers].map((archive) => [archive.name, archive]));
  for (const [name, archives] of [
    [provider.name, forRegistry],
    [program.name, forOthers],
  ] as const) {
    const list = `${name}_${version}_SHA256SUMS`;
    write([[list, { content: checksums(archives) }]]);
    if (key !== undefined) await sign(folder, list, key);
  }
  write(networkMirror(version, packagesFor(providers)), 'network-mirror');
  const musl = packagesFor(providers, 'musl');
  if (musl.length > 0) write(networkMirror(version, musl), 'network-mirror-musl');
}

/** One package for each platform; on Linux the one for a C library. */
const packagesFor = (providers: readonly ProviderArchive[], libc?: 'musl'): readonly ProviderArchive[] =>
  providers.filter(({ target }) => target.libc === libc && (libc === undefined || target.platform.startsWith('linux')));

const asArchive = (name: string, content: string | Uint8Array): Archive => ({ name, content: Buffer.from(content) });

/** Changes with the content of a bundle. */
const digestOf = ({ files }: Bundle): string =>
  sha256([...files].map(([name, { content }]) => `${sha256(content)}  ${name}\n`).join(''));
