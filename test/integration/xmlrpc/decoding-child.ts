import { createDecoder, decode, XmlRpcSyntaxError } from '#xmlrpc';

/** A document to decode twice: whole, and in chunks of these sizes, used in turn. */
export interface Question {
  readonly document: Uint8Array;
  readonly sizes: readonly number[];
  /** Whether to measure the memory that it takes, which is slow. */
  readonly measure: boolean;
}

export interface Answer {
  /** Whole and in chunks: `value`, the message of an XmlRpcSyntaxError, or the stack of any other error. */
  readonly outcomes: readonly [string, string];
  readonly otherError: boolean;
  /** The most memory in use while it was decoded in chunks, without the document itself. */
  readonly peakBytes: number;
  /** The memory in use before; 0 unless it is measured. */
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
  // Twice, because finalizers that the first run triggers release memory in the second.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function answer({ document, sizes, measure }: Question): Answer {
  otherError = false;
  // In chunks first, so that the measurement does not include garbage of the other run.
  const before = measure ? memoryInUse() : 0;
  let peak = before;
  const inChunks = outcomeOf(() => {
    const decoder = createDecoder();
    for (let from = 0, turn = 0; from < document.length; turn++) {
      const size = sizes[turn % sizes.length] ?? 1;
      decoder.write(document.subarray(from, from + size));
      if (measure) peak = Math.max(peak, memoryInUse());
      from += size;
    }
    const message = decoder.end();
    if (measure) peak = Math.max(peak, memoryInUse());
    return message;
  });
  const whole = outcomeOf(() => decode(document));
  return { outcomes: [whole, inChunks], otherError, peakBytes: peak - before, bytesBefore: before };
}

process.on('message', (question: Question) => {
  // In a new turn of the event loop, when the previous document is no longer referenced.
  setImmediate(() => process.send?.(answer(question)));
});
