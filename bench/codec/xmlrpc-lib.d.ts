/** The two modules of npm `xmlrpc` that its types omit. */
declare module 'xmlrpc/lib/deserializer.js' {
  import type { Readable } from 'node:stream';
  class Deserializer {
    constructor(encoding?: string);
    deserializeMethodResponse(stream: Readable, done: (error: Error | null | undefined, value: unknown) => void): void;
  }
  export = Deserializer;
}

declare module 'xmlrpc/lib/serializer.js' {
  export function serializeMethodCall(method: string, params: readonly unknown[], encoding?: string): string;
}
