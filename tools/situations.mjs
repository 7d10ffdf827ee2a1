// npm run situations: plays each situation on each engine and prints the table. Words select: `npm run situations -- proxy`.

import { runProgram } from './bootstrap.mjs';

await runProgram('test/acceptance/situations/main.ts', process.argv.slice(2));
