import { createHash } from 'node:crypto';
import { stripTypeScriptTypes } from 'node:module';

/**
 * Reads TypeScript for jest as Node.js itself does: types become blanks, so that lines and columns stay the same.
 *
 * @type {import('@jest/transform').SyncTransformer}
 */
const transformer = {
  process: (source) => ({ code: stripTypeScriptTypes(source, { mode: 'strip' }) }),
  getCacheKey: (source, path, options) =>
    createHash('sha256').update(process.version).update(path).update(options.configString).update(source).digest('hex'),
};
export default transformer;
