/** The tiers of tests, as jest.config.js names them. */
export const tiers = ['unit', 'integration', 'conformance', 'acceptance'] as const;
export type Tier = (typeof tiers)[number];

/** What has to be there before some tests can run. */
export interface Needs {
  /** The bundles in dist/. */
  readonly build: boolean;
  /** The mirror with the providers, and Terraform and OpenTofu. */
  readonly engines: boolean;
  /** The programs that only Go can build. */
  readonly goPeers: boolean;
  readonly chromium: boolean;
  /** The tarball of the npm package. */
  readonly npmPackage: boolean;
  /** The standalone executables for this machine. */
  readonly executables: boolean;
}

/** The folders of each tier. */
const folders: Readonly<Record<Tier, readonly string[]>> = {
  unit: ['test/unit', 'framework'],
  integration: ['test/integration'],
  conformance: ['test/conformance'],
  acceptance: ['test/acceptance'],
};

/**
 * Works out what tests need.
 *
 * @param chosen the tiers to run
 * @param paths the test paths that were asked for, relative to the project's root; none stands for all
 */
export function needsOf(chosen: readonly Tier[], paths: readonly string[]): Needs {
  const includes = (folder: string): boolean =>
    paths.length === 0 || paths.some((path) => path.startsWith(folder) || folder.startsWith(path.replace(/\/$/, '')));
  const runs = (tier: Tier): boolean => chosen.includes(tier) && folders[tier].some(includes);
  return {
    build: runs('integration') || runs('conformance') || runs('acceptance'),
    engines: runs('conformance') || runs('acceptance'),
    goPeers: runs('conformance'),
    chromium: runs('integration') && (includes('test/integration/portal') || includes('test/integration/cli')),
    npmPackage: runs('acceptance') && (includes('test/acceptance/package') || includes('test/acceptance/walk')),
    executables: runs('acceptance') && (includes('test/acceptance/executables') || includes('test/acceptance/walk')),
  };
}
