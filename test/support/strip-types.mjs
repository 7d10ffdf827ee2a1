import { createHash } from 'node:crypto';
import { stripTypeScriptTypes } from 'node:module';

/** Jest reads our TypeScript as Node.js itself does: types become blanks, so lines and columns stay true. */
export default {
  process: (source) => ({ code: stripTypeScriptTypes(source, { mode: 'strip' }) }),
  getCacheKey: (source, path, options) =>
    createHash('sha256').update(process.version).update(path).update(options.configString).update(source).digest('hex'),
};
