import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../tools/paths.ts';
import { engines } from '../../support/engine.ts';
import { errorPictures } from './error-pictures.ts';
import { situations } from './errors.ts';
import { planPicture } from './readme-pictures.ts';

const folder = join(root, 'docs/errors');
const picture = (name: string): string => readFileSync(join(folder, name), 'utf8');

test('the pictures in docs/errors are up to date (else: npm run docs)', async () => {
  // `npm run docs` draws them from the first engine too; the texts come from the provider.
  const [engine] = engines();
  if (!engine) throw new Error('No engine was found.');
  const drawn = await errorPictures(engine);
  expect(Object.fromEntries(drawn)).toEqual(Object.fromEntries([...drawn.keys()].map((name) => [name, picture(name)])));
  expect(readdirSync(folder)).toEqual([...drawn.keys()].sort());
});

test('the picture of a plan in the README is up to date (else: npm run docs)', async () => {
  const [engine] = engines();
  if (!engine) throw new Error('No engine was found.');
  expect(await planPicture(engine)).toBe(readFileSync(join(root, 'docs/pictures/plan.svg'), 'utf8'));
});

test('no picture contains a password', () => {
  for (const { name } of situations) expect(picture(`${name}.svg`)).not.toMatch(/correct horse|not the password/);
});

test('the guide explains each picture by its cause and its solution', () => {
  const guide = readFileSync(join(root, 'docs/guides/errors.md'), 'utf8');
  // The errors of the engine itself have no picture.
  const sections = guide.split(/^## /m).filter((text) => text.includes('!['));
  expect(sections).toHaveLength(situations.length);
  for (const { name } of situations) {
    const [, title = ''] = /<title>(.*)<\/title>/.exec(picture(`${name}.svg`)) ?? [];
    const section = sections.find((text) => text.includes(`![${title}](../errors/${name}.svg)`));
    expect({ name, title, section }).toMatchObject({
      section: expect.stringMatching(/\n\*\*Cause\.\*\* [^]+\n\*\*Solution\.\*\* /),
    });
  }
});
