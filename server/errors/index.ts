import { types } from 'node:util';

/** The server cannot start, or a command cannot use its data. The message tells the operator the problem and its remedy. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}

/** The system code of an error (`EACCES`, `EADDRINUSE`), or undefined when it has none. */
export function systemCode(error: unknown): string | undefined {
  // Not `instanceof`: errors of Node.js may come from another realm, as in a test runner.
  return types.isNativeError(error) && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
