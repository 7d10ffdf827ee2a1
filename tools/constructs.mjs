// npm run generate:constructs: writes the constructs in constructs/gen/ from the provider's schema.

import { runProgram } from './bootstrap.mjs';

await runProgram('tools/constructs/main.ts', process.argv.slice(2));
