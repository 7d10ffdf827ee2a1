// npm run docs: generates the registry pages and the pictures in docs/.

import { runProgram } from './bootstrap.mjs';

await runProgram('tools/docs/main.ts', process.argv.slice(2));
