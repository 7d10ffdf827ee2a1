/** The calls that are being answered. */
export interface OpenCalls {
  add(call: Promise<void>): void;
  /** Resolves as soon as none is open: each has been worked off, and its answer sent. */
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
