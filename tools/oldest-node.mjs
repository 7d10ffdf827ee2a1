// Plain JavaScript, because tools/bootstrap.mjs needs it before any package is installed.

/** The oldest Node.js that the product runs on, as major and minor version. */
export const OLDEST_NODE = /** @type {const} */ ([22, 19]);
