// npm test: everything that has to hold, from the format of the files to real engines. Arguments go to jest.

import { goOn } from './bootstrap.mjs';

await goOn('tools/suites.ts', process.argv.slice(2));
