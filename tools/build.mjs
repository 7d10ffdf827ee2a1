// npm run build: builds dist/.

import { runProgram } from './bootstrap.mjs';

await runProgram('tools/build.ts', process.argv.slice(2));
