import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../tools/paths.ts';
import { markdownFiles } from '../../support/markdown.ts';

const examples = markdownFiles(root).flatMap((file) => /^examples\/(.+)\/README\.md$/.exec(file)?.[1] ?? []);

test.each(examples)('the index lists %s', (name) => {
  expect(readFileSync(join(root, 'examples/README.md'), 'utf8')).toContain(`(${name}/README.md)`);
});

test('a test runs the commands of each README', () => {
  const folders = ['test/acceptance/examples', 'test/acceptance/walk'].map((folder) => join(root, folder));
  const files = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  const tests = files.map((file) => readFileSync(file, 'utf8'));
  expect(examples.filter((name) => !tests.some((text) => text.includes(`'${name}'`)))).toEqual([]);
});

test('the commands of own-server have the settings of compose.yaml', () => {
  const read = (name: string): string => readFileSync(join(root, 'examples/own-server', name), 'utf8');
  const settings = [...read('compose.yaml').matchAll(/^ +(GIGASET_REDIRECT_\w+): (\S+)/gm)];
  expect(settings.length).toBeGreaterThan(0);
  for (const [, name = '', value = ''] of settings) expect(read('README.md')).toContain(`export ${name}=${value}\n`);
});
