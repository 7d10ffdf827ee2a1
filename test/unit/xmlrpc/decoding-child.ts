import { createDecoder, decode, XmlRpcSyntaxError } from '#xmlrpc';

/** A document to decode, and the sizes of the chunks in which to decode it a second time. */
export interface Question {
  readonly document: Uint8Array;
  readonly sizes: readonly number[];
  /** Whether to find out how much memory it takes, which takes a while. */
  readonly weigh: boolean;
}

export interface Answer {
  /** At once, and in chunks: `value`, the message of an XmlRpcSyntaxError, or the stack of any other error. */
  readonly outcomes: readonly [string, string];
  readonly otherError: boolean;
  /** The most memory that was in use while it was decoded in chunks, without the document itself. */
  readonly peakBytes: number;
  /** What was in use before; 0 unless it was to be weighed. */
  readonly bytesBefore: number;
}

let otherError = false;

function outcomeOf(action: () => unknown): string {
  try {
    action();
    return 'value';
  } catch (error) {
    if (error instanceof XmlRpcSyntaxError) return error.message;
    otherError = true;
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

function memoryInUse(): number {
  // Twice: what the first one finds to be of no use is given back by the second.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function answer({ document, sizes, weigh }: Question): Answer {
  otherError = false;
  // First in chunks, so that nothing is left of the other way when this is weighed.
  const before = weigh ? memoryInUse() : 0;
  let peak = before;
  const inChunks = outcomeOf(() => {
    const decoder = createDecoder();
    for (let from = 0, turn = 0; from < document.length; turn++) {
      const size = sizes[turn % sizes.length] ?? 1;
      decoder.write(document.subarray(from, from + size));
      if (weigh) peak = Math.max(peak, memoryInUse());
      from += size;
    }
    const message = decoder.end();
    if (weigh) peak = Math.max(peak, memoryInUse());
    return message;
  });
  const atOnce = outcomeOf(() => decode(document));
  return { outcomes: [atOnce, inChunks], otherError, peakBytes: peak - before, bytesBefore: before };
}

process.on('message', (question: Question) => {
  // In a turn of its own, when nothing holds the document before any more.
  setImmediate(() => process.send?.(answer(question)));
});
