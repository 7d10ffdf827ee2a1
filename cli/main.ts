#!/usr/bin/env node
import manifest from '../package.json' with { type: 'json' };
import { handleStreamErrors } from './streams.ts';

handleStreamErrors();

// Scripts ask for the version often, and the other commands take longer to load than Node.js itself.
const [, , first, ...others] = process.argv;
if ((first === '--version' || first === '-V') && others.length === 0) {
  process.stdout.write(`${manifest.version}\n`);
} else {
  await import('./program.ts');
}
