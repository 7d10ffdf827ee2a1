import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type CodeBlock, missingLines } from '../../support/markdown.ts';
import type { Shell } from './shell.ts';

/** Does what one block says, and returns what its commands printed, if it has any. */
export async function followBlock(
  { language, directive, argument, text, location }: CodeBlock,
  terminal: Shell,
  { home, clone, output }: { home: string; clone: string; output: string },
): Promise<string | undefined> {
  switch (directive) {
    case 'file': {
      const file = argument.startsWith('~') ? argument.replace('~', home) : join(clone, argument);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      return undefined;
    }
    case 'output':
      expect({ location, missing: missingLines(text, output), output }).toEqual({ location, missing: [], output });
      return undefined;
    case 'runs until':
      return terminal.runUntil(text, argument);
    case 'works in':
      return terminal.run(`pushd ${argument} >/dev/null\n${text}\npopd >/dev/null`);
    case 'same as':
    case 'part of':
    case 'tested by':
    case 'applied by':
    case 'too long for a test':
    case 'needs':
      return undefined;
    case undefined:
      if (language !== 'sh') throw new Error(`${location}: this block needs a directive`);
      return terminal.run(text);
  }
}
