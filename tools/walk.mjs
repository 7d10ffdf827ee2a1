// npm run walk: from an account filled by hand to reviewed changes and a nightly check, as a new user does it.

import { runProgram } from './bootstrap.mjs';

await runProgram('test/acceptance/walk/main.ts', process.argv.slice(2));
