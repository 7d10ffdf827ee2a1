/** The calls whose response has not been sent yet. */
export interface OpenCalls {
  add(call: Promise<void>): void;
  /** Resolves as soon as no call is open. */
  idle(): Promise<void>;
}

export function openCalls(): OpenCalls {
  const open = new Set<Promise<void>>();
  return {
    add(call) {
      const settled = call.catch(() => undefined).finally(() => open.delete(settled));
      open.add(settled);
    },
    async idle() {
      while (open.size > 0) await Promise.all(open);
    },
  };
}
