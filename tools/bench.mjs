// npm run bench: how fast it is, against peers. Arguments name benchmarks: `npm run bench -- handshake`.

import { goOn } from './bootstrap.mjs';

await goOn('bench/run.ts', process.argv.slice(2));
