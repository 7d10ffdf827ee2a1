/** How long requests in flight may take after an interrupt. The whole command ends within a second. */
const GRACE_MS = 700;

/** What Ctrl-C and SIGTERM do to a command that changes an account. */
export interface Interrupts {
  /** Aborted at the first signal. */
  readonly signal: AbortSignal;
  /** Resolves when requests in flight have had their time since the signal. */
  readonly graceOver: Promise<undefined>;
  /** Restores what signals do by default. */
  release(): void;
}

/** Takes signals over. A second one ends the process at once. */
export function takeInterrupts(): Interrupts {
  const interrupted = new AbortController();
  const graceOver = Promise.withResolvers<undefined>();
  const names = ['SIGINT', 'SIGTERM'] as const;
  let timer: NodeJS.Timeout | undefined;
  const release = (): void => {
    clearTimeout(timer);
    for (const name of names) process.off(name, interrupt);
  };
  const interrupt = (): void => {
    release();
    timer = setTimeout(() => {
      graceOver.resolve(undefined);
    }, GRACE_MS);
    interrupted.abort();
  };
  for (const name of names) process.on(name, interrupt);
  return { signal: interrupted.signal, graceOver: graceOver.promise, release };
}
