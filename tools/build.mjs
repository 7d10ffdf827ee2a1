// npm run build: makes dist/ from the sources, on a fresh clone too.

import { runProgram } from './bootstrap.mjs';

await runProgram('tools/build.ts', process.argv.slice(2));
