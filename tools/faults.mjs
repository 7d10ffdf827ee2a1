// npm run faults: prints what becomes of each fault in each method; `npm run faults -- kills 200` does so for kills.

import { runProgram } from './bootstrap.mjs';

await runProgram('test/acceptance/faults/main.ts', process.argv.slice(2));
