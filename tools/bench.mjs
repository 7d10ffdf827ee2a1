// npm run bench: runs the benchmarks against their peers. Arguments select some: `npm run bench -- handshake`.

import { runProgram } from './bootstrap.mjs';

await runProgram('bench/run.ts', process.argv.slice(2));
