import { changelogSection, isInChangelog } from '../../../tools/release/changelog.ts';

const text = `# Changelog

## [Unreleased]

- New.

## [0.2.0]

### Added

- Second.

## [0.1.0]

- First.
`;

test('the section of a version comes without its heading and without other versions', () => {
  expect(changelogSection('0.2.0', text)).toBe('### Added\n\n- Second.\n');
  expect(changelogSection('0.1.0', text)).toBe('- First.\n');
});

test('a version without a section has the unreleased changes, but may not be released', () => {
  expect(changelogSection('0.3.0', text)).toBe('- New.\n');
  expect(isInChangelog('0.3.0', text)).toBe(false);
  expect(isInChangelog('0.2.0', text)).toBe(true);
});

test('a changelog with neither section is an error that names the version', () => {
  expect(() => changelogSection('0.3.0', '# Changelog\n')).toThrow('0.3.0');
});
