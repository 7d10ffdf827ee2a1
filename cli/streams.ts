/**
 * Handles errors of stdout and stderr, which would end the process with a stack trace: a reader that has gone, as in
 * `gigaset-redirect … | head`, ends it quietly; a full disk ends it with exit code 1.
 */
export function handleStreamErrors(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    process.stderr.write(`gigaset-redirect: The output cannot be written: ${error.message}\n`);
    process.exit(1);
  });
  // There is nowhere left to say so.
  process.stderr.on('error', () => undefined);
}
