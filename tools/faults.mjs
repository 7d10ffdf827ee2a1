// npm run faults: what comes of every fault in every method, as a table; `npm run faults -- kills 200`: of as many kills.

import { goOn } from './bootstrap.mjs';

await goOn('test/acceptance/faults/main.ts', process.argv.slice(2));
