// npm test: everything that has to hold, from the format of the files to real engines. Arguments go to jest.

import { runProgram } from './bootstrap.mjs';

await runProgram('tools/suites.ts', process.argv.slice(2));
