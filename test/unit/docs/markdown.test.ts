import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import GithubSlugger from 'github-slugger';
import manifest from '../../../package.json' with { type: 'json' };
import { type CodeBlock, codeBlocks, isGenerated, markdownFiles } from '../../support/markdown.ts';

const root = join(import.meta.dirname, '../../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

const blocks = markdownFiles(root)
  .filter((file) => !isGenerated(root, file))
  .flatMap((file) => codeBlocks(root, file).map((block) => ({ ...block, file })));
const blocksWith = (directive: CodeBlock['directive']) => blocks.filter((block) => block.directive === directive);

test('links between the Markdown files lead to existing files and headings', () => {
  const broken = markdownFiles(root).flatMap((file) =>
    linksOf(file).filter(({ target, heading }) => {
      if (!existsSync(target)) return true;
      return heading !== '' && !headingsOf(target).has(heading);
    }),
  );
  expect(broken).toEqual([]);
});

test('every page is in the table of contents', () => {
  const listed = new Set(linksOf('docs/README.md').map(({ target }) => target));
  const pages = markdownFiles(root).filter((file) => /^docs\/[\w-]+\.md$|^docs\/guides\//.test(file));
  expect(pages.filter((page) => page !== 'docs/README.md' && !listed.has(join(root, page)))).toEqual([]);
});

/** The links of a Markdown file within the repository, without those in code: path of the target, and its heading. */
function linksOf(file: string): readonly { file: string; target: string; heading: string }[] {
  return [...withoutCode(read(file)).matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].map(
    ([, path = '', heading = '']) => ({
      file,
      target: path === '' ? join(root, file) : join(root, dirname(file), path),
      heading,
    }),
  );
}

/** The anchors of a Markdown file: those that GitHub gives to headings, and those that the file sets. */
function headingsOf(path: string): ReadonlySet<string> {
  const slugger = new GithubSlugger();
  const text = withoutCode(readFileSync(path, 'utf8'));
  const titles = [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, title = '']) => title);
  return new Set([
    ...titles.map((title) => slugger.slug(title.replace(/`|\[([^\]]*)\]\([^)]*\)/g, '$1'))),
    ...[...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id),
  ]);
}

const withoutCode = (text: string): string => text.replace(/^```[^]*?^```$/gm, '');

test('quoted files are quoted word for word', () => {
  for (const { argument, text, location } of blocksWith('same as')) {
    expect({ location, text }).toEqual({ location, text: read(argument) });
  }
});

test('excerpts occur in the files that they name', () => {
  for (const { argument, text, location } of blocksWith('part of')) {
    expect({ location, file: read(argument) }).toMatchObject({ file: expect.stringContaining(text) });
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
    const [, script = ''] = /^npm (?:run )?([\w:-]+)/.exec(line) ?? [];
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
