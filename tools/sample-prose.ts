import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.ts';

// npm run sample:prose -- SEED COUNT: prints sentences drawn at random from errors, help, docs, comments and test
// titles, to be read aloud. The same seed draws the same sentences from the same commit.

interface Sentence {
  readonly place: string;
  readonly text: string;
}

/** Text that is meant for people has at least this many words; shorter strings are mostly names and keywords. */
const MIN_WORDS = 5;

const looksLikeProse = (text: string): boolean =>
  text.split(/\s+/).length >= MIN_WORDS && /[a-z]{3,} [a-z]{2,}/.test(text) && !/[;{}]|=>|\bSELECT\b/.test(text);

/** Splits a paragraph into sentences. */
const sentencesOf = (paragraph: string): readonly string[] =>
  paragraph
    .replace(/\s+/g, ' ')
    .split(/(?<=[.!?:]) (?=[A-Z`"])/)
    .map((sentence) => sentence.trim());

/** The paragraphs of a Markdown file, without code blocks and tables. */
function* markdownProse(source: string): Generator<readonly [line: number, text: string]> {
  let line = 1;
  let fenced = false;
  for (const block of source.split(/\n(?=\n|```)/)) {
    const fences = block.match(/^```/gm)?.length ?? 0;
    if (!fenced && fences === 0 && !/^\s*(\||<!--| {4})/.test(block.replace(/^\n+/, ''))) {
      yield [line + (/^\n*/.exec(block)?.[0].length ?? 0), block.replace(/^\s*([#>]+|[*-]|\d+\.) /gm, ' ')];
    }
    if (fences % 2 === 1) fenced = !fenced;
    line += block.split('\n').length;
  }
}

/** The comments and strings of a source file. A regular expression is enough to draw a sample. */
function* sourceProse(source: string): Generator<readonly [line: number, text: string]> {
  const tokens = /\/\*\*?([^]*?)\*\/|((?:^[ \t]*\/\/[^\n]*\n)+)|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`/gm;
  for (const match of source.matchAll(tokens)) {
    const [, doc, comment, single, template] = match;
    const text = doc?.replace(/^\s*\* ?/gm, ' ') ?? comment?.replace(/^\s*\/\/ ?/gm, ' ') ?? single ?? template ?? '';
    yield [source.slice(0, match.index).split('\n').length, text.replace(/\\(['`])/g, '$1')];
  }
}

/** Numbers from 0 to 1 (mulberry32), the same for the same seed. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function allSentences(): Sentence[] {
  const files = execFileSync('git', ['ls-files', '*.ts', '*.mjs', '*.md'], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((file) => file !== '' && !/(^|\/)gen\//.test(file));
  return files.flatMap((file) => {
    const source = readFileSync(join(root, file), 'utf8');
    const paragraphs = file.endsWith('.md') ? markdownProse(source) : sourceProse(source);
    return [...paragraphs].flatMap(([line, paragraph]) =>
      sentencesOf(paragraph)
        .filter(looksLikeProse)
        .map((text) => ({ place: `${file}:${line}`, text })),
    );
  });
}

const [seed = Date.now() % 1_000_000, count = 50] = process.argv.slice(2).map(Number);
if (!Number.isInteger(seed) || !Number.isInteger(count) || count < 1) {
  throw new Error('Usage: npm run sample:prose -- SEED COUNT, both whole numbers');
}
const sentences = allSentences();
const random = randomNumbers(seed);
process.stdout.write(`Seed ${seed}, ${count} of ${sentences.length} sentences\n\n`);
for (let drawn = 0; drawn < count && sentences.length > 0; drawn++) {
  const [sentence] = sentences.splice(Math.floor(random() * sentences.length), 1);
  if (sentence) process.stdout.write(`${sentence.place}\n    ${sentence.text}\n`);
}
