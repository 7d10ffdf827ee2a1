import { createInterface } from 'node:readline/promises';

/** Whether there is someone to ask. */
export const canAsk = (): boolean => process.stdin.isTTY && process.stderr.isTTY;

/**
 * Asks a question on the terminal that only `y` and `yes` affirm. It uses stderr, so that stdout stays clean.
 *
 * @param signal aborted by an interrupt
 * @returns false also at the end of the input
 */
export async function confirm(question: string, signal: AbortSignal): Promise<boolean> {
  const ended = new AbortController();
  // Not as a terminal of its own: Ctrl-C stays a signal.
  const input = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  input.once('close', () => {
    ended.abort();
  });
  try {
    const answer = await input.question(`${question} [y/N] `, { signal: AbortSignal.any([signal, ended.signal]) });
    return /^\s*y(?:es)?\s*$/i.test(answer);
  } catch {
    process.stderr.write('\n');
    return false;
  } finally {
    input.close();
  }
}
