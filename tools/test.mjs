// npm test: runs all tests, after format, lint and types. Arguments are passed to jest.

import { runProgram } from './bootstrap.mjs';

await runProgram('tools/test/main.ts', process.argv.slice(2));
