import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { named } from '../../../tools/constructs/libraries.ts';
import { root } from '../../../tools/paths.ts';

// The example for CDKTN reads the CSV files of the one for CDKTF.
const withoutFolder = (text: string): string =>
  text.replace(/(?:\/\/ The files of the example for CDKTF\.\n)?const folder = .*\n/, '');

test.each(['main.ts', 'sites-stack.ts', 'sites.test.ts'])('%s is the same for CDKTF and CDKTN', (name) => {
  const read = (folder: string): string => withoutFolder(readFileSync(join(root, 'examples', folder, name), 'utf8'));
  expect(named(read('cdktn/sites'), 'cdktf')).toBe(read('sites'));
});
