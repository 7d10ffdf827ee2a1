// npm run release: builds the files of a release; `npm run release -- --dry-run` does so without a tag.

import { runProgram } from './bootstrap.mjs';

await runProgram('tools/release/main.ts', process.argv.slice(2));
