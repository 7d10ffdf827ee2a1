// Which package may import which, and no cycles: `npm run lint` enforces what docs/development.md describes.

/**
 * What each package may import. An edge that is not listed here fails.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const allowedImports = {
  framework: [],
  xmlrpc: [],
  autoprov: ['xmlrpc'],
  provider: ['framework', 'autoprov'],
  server: ['autoprov', 'xmlrpc'],
  constructs: ['autoprov'],
  cli: ['provider', 'server', 'autoprov'],
  examples: ['constructs', 'autoprov'],
};

/** These may import everything, and no package may import them. */
export const unrestricted = ['test', 'bench', 'tools'];

const packages = [...Object.keys(allowedImports), ...unrestricted];

/** The files of a package that others may import. The subpath imports in package.json name each of them. */
const entryPoints = '(index|testing/index)\\.ts$';

/**
 * @param {string} name a package
 * @param {readonly string[]} allowed the packages that it may import
 * @returns {import('dependency-cruiser').IForbiddenRuleType[]}
 */
const rulesOf = (name, allowed) => {
  /** @param {readonly string[]} except */
  const others = (except) => `^(${packages.filter((other) => other !== name && !except.includes(other)).join('|')})/`;
  return [
    {
      name: `${name}-imports`,
      comment: `${name} may import ${allowed.length === 0 ? 'no other package' : `only ${allowed.join(' and ')}`}.`,
      severity: 'error',
      from: { path: `^${name}/` },
      to: { path: others(allowed) },
    },
    {
      name: `${name}-imports-by-name`,
      comment: 'Import another package by its name, as in #autoprov, never by a relative path.',
      severity: 'error',
      from: { path: `^${name}/` },
      // The examples import by the name that users know, gigaset-redirect/client, whose type is undetermined.
      to: { path: others([]), dependencyTypesNot: ['aliased-subpath-import', 'undetermined'] },
    },
    {
      name: `${name}-internals`,
      comment: 'Import what the index of another package exports, not the files behind it.',
      severity: 'error',
      from: { path: `^${name}/` },
      to: { path: others([]), pathNot: `^[^/]+/${entryPoints}` },
    },
  ];
};

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...Object.entries(allowedImports).flatMap(([name, allowed]) => rulesOf(name, allowed)),
    {
      name: 'no-imports-from-the-root',
      comment: "The files at a package's root put its modules together, so no module may import them.",
      severity: 'error',
      from: { path: '^(framework|provider|server)/[^/]+/', pathNot: '^framework/(test|testing|example)/' },
      to: { path: '^$1/[^/]+\\.ts$' },
    },
    {
      name: 'no-file-cycles',
      comment: 'Files must not import each other in a circle, not even for their types.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-folder-cycles',
      comment: 'Folders must not import each other in a circle, not even for their types.',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      comment: 'An import that cannot be followed cannot be checked.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    // Imports of types count as well.
    tsPreCompilationDeps: true,
    // No tsConfig: with one, the npm package `constructs` would resolve to the folder of that name.
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)gen/|^dist/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.mts', '.mjs', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['@gigaset-redirect/source', 'import', 'node', 'default', 'types'],
    },
  },
};
