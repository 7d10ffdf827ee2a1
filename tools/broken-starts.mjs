// npm run broken-starts: prints what `plan` shows when the provider cannot start, on each engine, as bundle and executable.

import { runProgram } from './bootstrap.mjs';

await runProgram('test/acceptance/executables/main.ts', process.argv.slice(2));
