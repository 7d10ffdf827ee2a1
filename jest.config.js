/**
 * @param {string} name of the tier; CONTRIBUTING.md says which test belongs to which
 * @param {readonly string[]} folders
 */
const tier = (name, folders) => ({
  displayName: name,
  rootDir: import.meta.dirname,
  testEnvironment: '<rootDir>/test/support/environment.mjs',
  // The framework's example imports the framework by its package name; this condition leads to the sources.
  testEnvironmentOptions: { customExportConditions: ['@gigaset-redirect/source', 'node', 'node-addons'] },
  testMatch: folders.map((folder) => `<rootDir>/${folder}/**/*.test.ts`),
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/support/strip-types.mjs' },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.work', '<rootDir>/.demo'],
  watchPathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.work', '<rootDir>/.demo', 'cdktf.out'],
});

export default {
  testSequencer: '<rootDir>/test/support/sequencer.cjs',
  projects: [
    tier('unit', ['test/unit', 'framework/test']),
    tier('integration', ['test/integration']),
    tier('conformance', ['test/conformance']),
    tier('acceptance', ['test/acceptance']),
  ],
  // Many tests start engines, and the machine may be busy: the limit catches what hangs, not what is slow.
  testTimeout: 300_000,
  // After a long run, a worker on a busy machine takes more than the default of 0.5 s to free its memory.
  workerGracefulExitTimeout: 30_000,
};
