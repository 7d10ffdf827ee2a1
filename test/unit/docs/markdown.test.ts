import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import manifest from '../../../package.json' with { type: 'json' };
import { type CodeBlock, codeBlocks, isGenerated, markdownFiles } from '../../support/markdown.ts';

const root = join(import.meta.dirname, '../../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

const blocks = markdownFiles(root)
  .filter((file) => !isGenerated(root, file))
  .flatMap((file) => codeBlocks(root, file).map((block) => ({ ...block, file })));
const blocksWith = (directive: CodeBlock['directive']) => blocks.filter((block) => block.directive === directive);

test('links between the Markdown files lead to existing files', () => {
  const broken = markdownFiles(root).flatMap((file) =>
    [...read(file).matchAll(/\]\((?!https?:)([^)#\s]+)/g)]
      .map(([, target = '']) => ({ file, target }))
      .filter(({ target }) => !existsSync(join(root, dirname(file), target))),
  );
  expect(broken).toEqual([]);
});

test('quoted files are quoted word for word', () => {
  for (const { argument, text, location } of blocksWith('same as')) {
    expect({ location, text }).toEqual({ location, text: read(argument) });
  }
});

test('a command that another test runs occurs in that test', () => {
  for (const { argument, text, location } of blocksWith('tested by')) {
    expect({ location, test: read(argument) }).toMatchObject({ test: expect.stringContaining(text.trim()) });
  }
});

test('a configuration that another test applies is read by that test', () => {
  for (const { argument, file, location } of blocksWith('applied by')) {
    expect({ location, test: read(argument) }).toMatchObject({ test: expect.stringContaining(file) });
  }
});

test('commands that are too long for a test name existing scripts and paths', () => {
  const lines = blocksWith('too long for a test').flatMap(({ text, location }) =>
    text
      .trim()
      .split('\n')
      .map((line) => ({ line, location })),
  );
  for (const { line, location } of lines) {
    const [, script = ''] = /^npm (?:run )?([\w:]+)/.exec(line) ?? [];
    const missingPaths = [...line.matchAll(/\S+\/\S+/g)]
      .map(([path]) => path)
      .filter((path) => !existsSync(join(root, path)));
    expect({ location, line, known: script in manifest.scripts, missingPaths }).toMatchObject({
      known: true,
      missingPaths: [],
    });
  }
});

describe('decision records', () => {
  const records = readdirSync(join(root, 'docs/decisions'))
    .filter((name) => name !== 'README.md')
    .sort();

  test.each(records)('%s has number, date, status, context, decision and alternatives', (name) => {
    const number = Number(name.slice(0, 4));
    expect(read(`docs/decisions/${name}`)).toMatch(
      new RegExp(
        `^# ${number}\\. .+\n\n- Date: \\d{4}-\\d\\d-\\d\\d\n- Status: (Accepted|Superseded by).*\n\n` +
          '## Context\n\n[^]+\n## Decision\n\n[^]+\n## Alternatives\n\n- [^]+$',
      ),
    );
  });

  test('are numbered without gaps and listed in the index with title and status', () => {
    const index = read('docs/decisions/README.md');
    records.forEach((name, position) => {
      const [, title, date, status] =
        /^# \d+\. (.+)\n\n- Date: (.+)\n- Status: (.+)$/m.exec(read(`docs/decisions/${name}`)) ?? [];
      expect(index).toContain(`| ${position + 1} | [${title ?? ''}](${name}) | ${date ?? ''} | ${status ?? ''} |`);
    });
  });
});
