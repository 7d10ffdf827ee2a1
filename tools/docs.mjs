// npm run docs: the registry's pages in docs/, from the provider's schemas and the examples.

import { goOn } from './bootstrap.mjs';

await goOn('tools/docs/main.ts', process.argv.slice(2));
