// npm run faults: what comes of every fault in every method, as a table; `npm run faults -- kills 200`: of as many kills.

import { runProgram } from './bootstrap.mjs';

await runProgram('test/acceptance/faults/main.ts', process.argv.slice(2));
