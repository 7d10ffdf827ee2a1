// npm run attacks: attacks a server in each known way and prints how it fared; `npm run attacks -- WORD` selects rows.

import { runProgram } from './bootstrap.mjs';

await runProgram('test/integration/server/attacks/main.ts', process.argv.slice(2));
