import { writeSync } from 'node:fs';

/** The engine kills a plugin as soon as it has read a line that is no handshake. */
const MAX_WAIT_MS = 2000;

/**
 * Ends a process that cannot serve. Engines show the first line of a plugin's standard output if it is no handshake, and
 * nothing of its standard error. They may miss the line if the process ends at once.
 *
 * @param name the provider's
 * @param cause a sentence
 */
export function failStart(name: string, cause: string): void {
  // A handshake consists of at least four fields, with vertical bars between them.
  const line = `The provider "${name}" cannot start: ${cause}`.replace(/\s*\n\s*/g, ' ').replaceAll('|', '/');
  try {
    writeSync(1, `${line}\n`);
  } catch {
    // The engine has closed the pipe.
  }
  process.exitCode = 1;
  setTimeout(() => process.exit(), MAX_WAIT_MS);
}
