import fc from 'fast-check';
import { isEncodingError, mutated } from './mutated.ts';
import { createDecoder, decode, XmlRpcSyntaxError, type XmlRpcMessage } from '#xmlrpc';

/** The message, or the text of the XmlRpcSyntaxError; any other error is thrown. */
function outcomeOf(action: () => XmlRpcMessage): XmlRpcMessage | string {
  try {
    return action();
  } catch (error) {
    if (error instanceof XmlRpcSyntaxError) return error.message;
    throw error;
  }
}

// test/integration/xmlrpc/mutations.test.ts repeats this with 10,000 documents and watches time and memory.
test('mutated documents decode to the same value or error whole and in chunks', () => {
  fc.assert(
    fc.property(mutated, fc.integer({ min: 1, max: 10_000 }), (document, size) => {
      const whole = outcomeOf(() => decode(document));
      const inChunks = outcomeOf(() => {
        const decoder = createDecoder();
        for (let from = 0; from < document.length; from += size) decoder.write(document.subarray(from, from + size));
        return decoder.end();
      });
      const bothRejected = typeof whole === 'string' && typeof inChunks === 'string';
      // If both the bytes and the markup are broken, the chunk size decides which is reported first.
      if (bothRejected && [whole, inChunks].some(isEncodingError)) return;
      expect(inChunks).toEqual(whole);
    }),
    { numRuns: 500 },
  );
});
