import { root } from '../../../tools/paths.ts';
import type { TestEngine } from '../../support/engine.ts';
import { codeBlocks, setUpBlocks } from '../../support/markdown.ts';
import { openReader, type Reader } from '../docs/reader.ts';

/**
 * Runs the commands of the examples' READMEs on an engine. The examples share a server, so each leaves it without phones.
 *
 * @param examples folders in examples/
 */
export function followExamples(examples: readonly string[], { name, version, path }: TestEngine): void {
  const readmes = examples.map((example) => `examples/${example}/README.md`);
  describe(`with ${name} ${version}`, () => {
    let reader: Reader;
    beforeAll(async () => {
      reader = await openReader(path);
      await reader.follow(setUpBlocks(root, readmes[0] ?? ''));
      if (name === 'OpenTofu') await reader.run('export TERRAFORM_BINARY_NAME=terraform');
    });
    afterAll(() => reader.close());

    test.each(readmes)('the commands of %s work and print what it shows', async (readme) => {
      await reader.follow(codeBlocks(root, readme));
      expect(await reader.run('gigaset-redirect list --json')).toBe('');
    });
  });
}
