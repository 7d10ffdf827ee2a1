/** One runner for every suite. test/README.md says what belongs where. */
const suite = (name, testMatch) => ({
  displayName: name,
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  testMatch: testMatch.map((pattern) => `<rootDir>/${pattern}/**/*.test.ts`),
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/support/strip-types.mjs' },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.work', '<rootDir>/.demo'],
});

export default {
  projects: [
    suite('unit', ['test/unit', 'framework/test']),
    suite('integration', ['test/integration']),
    suite('conformance', ['test/conformance']),
    suite('acceptance', ['test/acceptance']),
  ],
  // Many tests start engines, and a machine may be busy: what hangs is ended, what is slow is not.
  testTimeout: 300_000,
};
