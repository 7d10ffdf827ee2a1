import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a comment above a block of code says of it: `<!-- file: main.tf -->`. Readers do not see it. */
export type Note =
  | 'file'
  | 'same as'
  | 'output'
  | 'runs until'
  | 'works in'
  | 'tested by'
  | 'applied by'
  | 'too long for a test'
  | 'needs';

const notes: readonly string[] = [
  'file',
  'same as',
  'output',
  'runs until',
  'works in',
  'tested by',
  'applied by',
  'too long for a test',
  'needs',
] satisfies readonly Note[];

/** A fenced block of code in a document. */
export interface Block {
  readonly language: string;
  readonly text: string;
  readonly note: Note | undefined;
  /** What stands behind the note's colon; empty where there is none. */
  readonly about: string;
  /** Where it begins, for errors: `README.md:27`. */
  readonly place: string;
}

/**
 * The fenced blocks of a document, in order.
 *
 * @throws when a comment above a block is none of the notes, or a block does not end
 */
export function blocksOf(folder: string, file: string): readonly Block[] {
  const lines = readFileSync(join(folder, file), 'utf8').split('\n');
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at++) {
    const language = /^```(\w+)$/.exec(lines[at] ?? '')?.[1];
    if (language === undefined) continue;
    const place = `${file}:${at + 1}`;
    const end = lines.indexOf('```', at);
    if (end < 0) throw new Error(`${place}: the block does not end`);
    const [, word, about = ''] = /^<!-- ([\w ]+?)(?:: (.*))? -->$/.exec(lines[at - 1] ?? '') ?? [];
    if (word !== undefined && !isNote(word)) throw new Error(`${place}: "${word}" is no note`);
    blocks.push({ language, text: `${lines.slice(at + 1, end).join('\n')}\n`, note: word, about, place });
    at = end;
  }
  return blocks;
}

function isNote(word: string): word is Note {
  return notes.includes(word);
}

/** The lines of an example's output that the real one does not have, in this order; `…` stands for anything. */
export function missingLines(example: string, output: string): readonly string[] {
  const real = output.split('\n').map((line) => line.trimEnd());
  let from = 0;
  return example.split('\n').filter((line) => {
    if (line.trim() === '' || line === '…') return false;
    const pattern = new RegExp(`^${line.trimEnd().split('…').map(escape).join('.*')}$`);
    const found = real.findIndex((text, index) => index >= from && pattern.test(text));
    if (found >= 0) from = found + 1;
    return found < 0;
  });
}

const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
