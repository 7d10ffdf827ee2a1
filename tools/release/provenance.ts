import type { NpmPackage } from '../npm-package.ts';
import { root } from '../paths.ts';
import { run } from '../run.ts';
import type { Archive } from './archives.ts';
import { hexOf, packageUrl } from './sbom.ts';
import { sha256 } from './zip.ts';

export interface ProvenanceOptions {
  readonly version: string;
  readonly archives: readonly Archive[];
  readonly runtimes: readonly NpmPackage[];
  /** The checksums of the bundles in the executables, by the executables' names. */
  readonly bundles: Readonly<Record<string, string>>;
}

/**
 * Says what the archives were made of: an in-toto statement with SLSA provenance (slsa.dev/spec/v1.0/provenance). The
 * workflow of a release signs the same facts with its own identity; this file is for builds elsewhere as well.
 */
export async function provenance({ version, archives, runtimes, bundles }: ProvenanceOptions): Promise<string> {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: runId } = process.env;
  const source = server === undefined || repository === undefined ? undefined : `${server}/${repository}`;
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: archives.map(({ name, content }) => ({ name, digest: { sha256: sha256(content) } })),
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: 'tag:gigaset-redirect,2026:npm-run-release/v1',
        externalParameters: { version },
        internalParameters: { node: process.versions.node },
        resolvedDependencies: [
          {
            uri: source === undefined ? 'git+file:.' : `git+${source}`,
            digest: { gitCommit: await git('rev-parse', 'HEAD') },
            annotations: { modified: (await git('status', '--porcelain')) !== '' },
          },
          ...runtimes.map((runtime) => ({
            uri: packageUrl(runtime),
            digest: { sha512: hexOf(runtime.integrity) },
          })),
        ],
      },
      runDetails: {
        builder: {
          id: source === undefined ? 'https://slsa.dev/unspecified' : `${source}/.github/workflows/release.yml`,
        },
        ...(runId !== undefined && { metadata: { invocationId: `${source ?? ''}/actions/runs/${runId}` } }),
        byproducts: Object.entries(bundles).map(([name, digest]) => ({
          name: `bundle of ${name}`,
          digest: { sha256: digest },
        })),
      },
    },
  };
  return `${JSON.stringify(statement, null, 2)}\n`;
}

async function git(...args: readonly string[]): Promise<string> {
  const { code, stdout, output } = await run('git', args, { cwd: root });
  if (code !== 0) throw new Error(`git ${args.join(' ')} failed:\n${output}`);
  return stdout.trim();
}
