/** The bytes of a text in chunks of a size. */
export function chunksOf(text: string | Uint8Array, size = 64 * 1024): AsyncIterable<Uint8Array> {
  const bytes = Buffer.from(text);
  return {
    async *[Symbol.asyncIterator]() {
      for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
    },
  };
}
