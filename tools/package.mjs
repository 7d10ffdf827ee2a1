// npm run package: builds the npm package in dist/npm/.

import { runProgram } from './bootstrap.mjs';

await runProgram('tools/package/main.ts', process.argv.slice(2));
