// npm run bench: how fast it is, against peers. Arguments name benchmarks: `npm run bench -- handshake`.

import { runProgram } from './bootstrap.mjs';

await runProgram('bench/run.ts', process.argv.slice(2));
