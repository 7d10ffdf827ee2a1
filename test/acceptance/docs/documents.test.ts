import { root } from '../../../tools/paths.ts';
import { engines } from '../../support/engine.ts';
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

describe.each(engines())('with $name $version', ({ path }) => {
  const mine = documents.filter(usesEngine);
  test.each(mine.filter((file) => !usesGoPrograms(file)))('the commands of %s work and print what it shows', (file) =>
    followDocument(file, path),
  );
  describeWithPeers(['go'], 'and programs that Go builds', () => {
    test.each(mine.filter(usesGoPrograms))('the commands of %s work and print what it shows', (file) =>
      followDocument(file, path),
    );
  });
});

test.each(documents.filter((file) => !usesEngine(file)))('the commands of %s work and print what it shows', (file) =>
  followDocument(file),
);

/** Runs all blocks of a document. */
async function followDocument(file: string, engine?: string): Promise<void> {
  reader = await openReader(engine, await goProgramsOf(file));
  await reader.follow([...setUpBlocks(root, file), ...codeBlocks(root, file)]);
}
