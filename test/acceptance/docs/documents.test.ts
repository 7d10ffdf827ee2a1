import { root } from '../../../tools/paths.ts';
import { engines } from '../../support/engine.ts';
import { codeBlocks, isGenerated, markdownFiles, setUpBlocks } from '../../support/markdown.ts';
import { hasCommands, openReader, type Reader, usesEngine } from './reader.ts';

// test/unit/docs checks what can be checked without running anything.
const documents = markdownFiles(root).filter(
  (file) => (file === 'README.md' || file.startsWith('docs/')) && !isGenerated(root, file) && hasCommands(file),
);

let reader: Reader | undefined;
afterEach(() => reader?.close());

describe.each(engines())('with $name $version', ({ path }) => {
  test.each(documents.filter(usesEngine))('the commands of %s work and print what it shows', (file) =>
    followDocument(file, path),
  );
});

test.each(documents.filter((file) => !usesEngine(file)))('the commands of %s work and print what it shows', (file) =>
  followDocument(file),
);

/** Runs all blocks of a document. */
async function followDocument(file: string, engine?: string): Promise<void> {
  reader = await openReader(engine);
  await reader.follow([...setUpBlocks(root, file), ...codeBlocks(root, file)]);
}
