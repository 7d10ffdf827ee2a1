import { Buffer } from 'node:buffer';
import { defaultLimits, type Limits } from './limits.ts';
import { createMessageBuilder } from './message-builder.ts';
import type { XmlRpcMessage } from './message.ts';
import { createScanner } from './scanner.ts';
import { XmlRpcSyntaxError } from './syntax-error.ts';
import { createLineEndReader, createTextReader } from './text-reader.ts';

export interface DecoderOptions {
  readonly limits?: Partial<Limits>;
  /** The charset that the transport states, for a document that does not say itself how it is encoded. */
  readonly charset?: string;
}

/** Reads a document as it arrives. Both methods throw XmlRpcSyntaxError, and after that only the same error again. */
export interface Decoder {
  write(chunk: Uint8Array): void;
  end(): XmlRpcMessage;
}

/** The document is dealt with in pieces of this size, so that little of it is in memory at a time. */
const pieceLength = 65_536;
/** Chunks shorter than this are gathered first, which makes a document in single bytes no slower than any other. */
const smallChunk = 4096;
const gatheredLength = 16_384;

/** A decoder for one document in chunks of any size. */
export function createDecoder(options: DecoderOptions = {}): Decoder {
  const limits = { ...defaultLimits, ...options.limits };
  const reader = createTextReader(options.charset);
  const builder = createMessageBuilder(limits);
  const scanner = createScanner(builder);
  let length = 0;
  let gathered = Buffer.alloc(0);
  let gatheredUsed = 0;
  let failure: { readonly error: unknown } | undefined;

  function take(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; from += pieceLength) {
      scanner.read(reader.read(bytes.subarray(from, from + pieceLength)));
    }
  }

  function takeGathered(): void {
    const bytes = gathered.subarray(0, gatheredUsed);
    gatheredUsed = 0;
    take(bytes);
  }

  /** What failed once stays failed: the rest of a broken document means nothing. */
  function steadily<T>(action: () => T): T {
    if (failure !== undefined) throw failure.error;
    try {
      return action();
    } catch (error) {
      failure = { error };
      throw error;
    }
  }

  return {
    write: (chunk) =>
      steadily(() => {
        length += chunk.length;
        if (length > limits.bytes) throw new XmlRpcSyntaxError(`the document is longer than ${limits.bytes} bytes`);
        if (gatheredUsed + chunk.length > gatheredLength) takeGathered();
        if (chunk.length >= smallChunk) {
          takeGathered();
          take(chunk);
        } else {
          if (gathered.length === 0) gathered = Buffer.allocUnsafe(gatheredLength);
          gathered.set(chunk, gatheredUsed);
          gatheredUsed += chunk.length;
        }
      }),
    end: () =>
      steadily(() => {
        takeGathered();
        scanner.read(reader.end());
        scanner.end();
        return builder.message();
      }),
  };
}

/**
 * Decodes a whole document. In a string, which is text already, an encoding declaration means nothing.
 * Throws XmlRpcSyntaxError.
 */
export function decode(document: string | Uint8Array, options: DecoderOptions = {}): XmlRpcMessage {
  if (typeof document !== 'string') {
    const decoder = createDecoder(options);
    decoder.write(document);
    return decoder.end();
  }
  const limits = { ...defaultLimits, ...options.limits };
  if (document.length > limits.bytes) {
    throw new XmlRpcSyntaxError(`the document is longer than ${limits.bytes} characters`);
  }
  if (/\p{Surrogate}/u.test(document)) throw new XmlRpcSyntaxError('half a character (a lone surrogate)');
  const builder = createMessageBuilder(limits);
  const scanner = createScanner(builder);
  const lines = createLineEndReader();
  for (let from = 0; from < document.length; from += pieceLength) {
    scanner.read(lines.read(document.slice(from, from + pieceLength)));
  }
  scanner.read(lines.end(''));
  scanner.end();
  return builder.message();
}
