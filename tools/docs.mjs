// npm run docs: the registry's pages in docs/, from the provider's schemas and the examples.

import { runProgram } from './bootstrap.mjs';

await runProgram('tools/docs/main.ts', process.argv.slice(2));
