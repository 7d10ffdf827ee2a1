import { types } from 'node:util';

/** The server cannot start, or a command cannot reach its data. The message is one sentence (or two) for a person: what, where, what to do. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}

/** The system's code of an error (`EACCES`, `EADDRINUSE`), or undefined when it carries none. */
export function systemCode(error: unknown): string | undefined {
  // Not `instanceof`: an error of Node.js itself may be of another realm, as in a test runner.
  return types.isNativeError(error) && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
