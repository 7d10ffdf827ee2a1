import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../paths.ts';

/**
 * The section of a version in CHANGELOG.md, without its heading; of the unreleased changes if it has none yet.
 *
 * @throws Error if there is neither
 */
export function changelogSection(version: string, text = readFileSync(join(root, 'CHANGELOG.md'), 'utf8')): string {
  const sections = text.split(/^## /m).slice(1);
  const section =
    sections.find((one) => one.startsWith(`[${version}]`)) ?? sections.find((one) => one.startsWith('[Unreleased]'));
  if (section === undefined) throw new Error(`CHANGELOG.md has no section for ${version}.`);
  return `${section.slice(section.indexOf('\n')).trim()}\n`;
}

/** Whether CHANGELOG.md has a section of its own for a version, as every release must. */
export const isInChangelog = (version: string, text = readFileSync(join(root, 'CHANGELOG.md'), 'utf8')): boolean =>
  text.includes(`\n## [${version}]`);
