import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const directives = [
  'file',
  'same as',
  'part of',
  'output',
  'runs until',
  'works in',
  'tested by',
  'applied by',
  'too long for a test',
  'needs',
] as const;

/** What the comment above a code block tells the tests: `<!-- file: main.tf -->`. Readers do not see it. */
export type Directive = (typeof directives)[number];

/** A fenced code block of a Markdown file. */
export interface CodeBlock {
  readonly language: string;
  readonly text: string;
  readonly directive: Directive | undefined;
  /** The text after the directive's colon; empty if there is none. */
  readonly argument: string;
  /** File and line of its fence, for errors: `README.md:27`. */
  readonly location: string;
}

/** The Markdown files of a repository that git tracks or would add, sorted. */
export function markdownFiles(root: string): readonly string[] {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', '*.md'];
  const files = execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\0');
  return files.filter((name) => name !== '' && existsSync(join(root, name))).sort();
}

/** Whether a command has generated the page: its front matter says so. */
export function isGenerated(root: string, file: string): boolean {
  return /^# written by npm run (?:docs|walk)$/m.test(readFileSync(join(root, file), 'utf8'));
}

/**
 * The fenced code blocks of a Markdown file, in order.
 *
 * @throws if a comment directly above a block is not a directive, or if a block is not closed
 */
export function codeBlocks(root: string, file: string): readonly CodeBlock[] {
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  const blocks: CodeBlock[] = [];
  for (let start = 0; start < lines.length; start++) {
    const language = /^```(\w+)$/.exec(lines[start] ?? '')?.[1];
    if (language === undefined) continue;
    const location = `${file}:${start + 1}`;
    const end = lines.indexOf('```', start);
    if (end < 0) throw new Error(`${location}: the code block is not closed`);
    const [, name, argument = ''] = /^<!-- ([\w ]+?)(?:: (.*))? -->$/.exec(lines[start - 1] ?? '') ?? [];
    const directive = directives.find((known) => known === name);
    if (name !== undefined && directive === undefined) throw new Error(`${location}: unknown directive "${name}"`);
    const text = `${lines.slice(start + 1, end).join('\n')}\n`;
    blocks.push({ language, text, directive, argument, location });
    start = end;
  }
  return blocks;
}

/**
 * The blocks that must run before a page's own ones. A page whose set-up is that of another page says so in a comment,
 * `<!-- set-up: docs/guides/start.md -->`; that page's set-up ends before its first file.
 */
export function setUpBlocks(root: string, file: string): readonly CodeBlock[] {
  const page = /^<!-- set-up: (.*) -->$/m.exec(readFileSync(join(root, file), 'utf8'))?.[1];
  if (page === undefined) return [];
  const blocks = codeBlocks(root, page);
  return blocks.slice(
    0,
    blocks.findIndex(({ directive }) => directive === 'file'),
  );
}

/** The lines of an example that the actual output does not contain in this order; `…` matches anything. */
export function missingLines(example: string, output: string): readonly string[] {
  const actual = output.split('\n').map((line) => line.trimEnd());
  let from = 0;
  return example.split('\n').filter((line) => {
    if (line.trim() === '' || line === '…') return false;
    const pattern = new RegExp(`^${line.trimEnd().split('…').map(escapeRegExp).join('.*')}$`);
    const found = actual.findIndex((text, index) => index >= from && pattern.test(text));
    if (found >= 0) from = found + 1;
    return found < 0;
  });
}

const escapeRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
