/** One runner for every suite; folders under test/ are the suites. See test/README.md. */
const suite = (name, more = {}) => ({
  displayName: name,
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/support/strip-types.mjs' },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.work', '<rootDir>/.demo'],
  ...more,
});

export default {
  projects: [
    'autoprov',
    'framework',
    'conformance',
    'null-provider',
    'provider',
    'fleet',
    'lookup',
    'server',
    'cli',
    'constructs',
    'setup',
    'acceptance',
    'faults',
    'docs',
    'storage',
    'phone',
    'portal',
  ].map((name) => suite(name)),
  // Many tests start engines, and a machine may be busy: what hangs is ended, what is slow is not.
  testTimeout: 300_000,
};
