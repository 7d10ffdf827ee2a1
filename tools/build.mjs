// npm run build: makes dist/ from the sources, on a fresh clone too.

import { goOn } from './bootstrap.mjs';

await goOn('tools/build.ts', process.argv.slice(2));
