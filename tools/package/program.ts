/**
 * The program of the npm package. npm starts it with the Node.js on PATH and without options, so it does what
 * `tools/launcher.ts` does by options and variables. It runs on any Node.js, so that an old one can be named in an error.
 */
export const programText = `#!/usr/bin/env node
'use strict';
const { homedir } = require('node:os');
const { join } = require('node:path');
const { enableCompileCache } = require('node:module');

// Compiled code is cached for the next start.
if (enableCompileCache) {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  enableCompileCache(process.env.NODE_COMPILE_CACHE || join(cache, 'gigaset-redirect', 'compiled'));
}

// node:sqlite warns that it is experimental. The tests run it on every supported version of Node.js.
const printers = process.listeners('warning');
process.removeAllListeners('warning');
process.on('warning', (warning) => {
  if (warning.name !== 'ExperimentalWarning') for (const print of printers) print(warning);
});

import('../lib/cli.mjs');
`;
