import { root } from '../../../tools/paths.ts';
import { engineAt } from '../../support/engine.ts';
import { describeWithPeers } from '../../support/foreign-peers.ts';
import { codeBlocks, isGenerated, markdownFiles, setUpBlocks } from '../../support/markdown.ts';
import { goProgramsOf, usesGoPrograms } from './go-programs.ts';
import { hasCommands, openReader, type Reader, usesEngine } from './reader.ts';

// test/unit/docs checks what can be checked without running anything.
const documents = markdownFiles(root).filter(
  (file) => (file === 'README.md' || file.startsWith('docs/')) && !isGenerated(root, file) && hasCommands(file),
);

let reader: Reader | undefined;
afterEach(() => reader?.close());

const withEngine = documents.filter(usesEngine).map((file, index) => ({ file, engine: engineAt(index) }));

test.each(withEngine.filter(({ file }) => !usesGoPrograms(file)))(
  'the commands of $file work with $engine.name and print what it shows',
  ({ file, engine }) => followDocument(file, engine.path),
);

describeWithPeers(['go'], 'with programs that Go builds', () => {
  test.each(withEngine.filter(({ file }) => usesGoPrograms(file)))(
    'the commands of $file work with $engine.name and print what it shows',
    ({ file, engine }) => followDocument(file, engine.path),
  );
});

test.each(documents.filter((file) => !usesEngine(file)))('the commands of %s work and print what it shows', (file) =>
  followDocument(file),
);

/** Runs all blocks of a document. */
async function followDocument(file: string, engine?: string): Promise<void> {
  reader = await openReader(engine, await goProgramsOf(file));
  await reader.follow([...setUpBlocks(root, file), ...codeBlocks(root, file)]);
}
