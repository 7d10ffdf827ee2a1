import { Buffer } from 'node:buffer';
import { XmlRpcSyntaxError } from './errors.ts';
import { createMessageBuilder } from './message-builder.ts';
import { defaultLimits, type Limits, type XmlRpcMessage } from './message.ts';
import { createScanner } from './scanner.ts';
import { createNewlineReader, createTextReader } from './text-reader.ts';

export interface DecoderOptions {
  /** Limits that differ from `defaultLimits`. */
  readonly limits?: Partial<Limits>;
  /** The charset that the transport states. It takes precedence over the one that the document declares. */
  readonly charset?: string;
}

/** Decodes a document as it arrives. Both methods throw XmlRpcSyntaxError, and the same error on every later call. */
export interface Decoder {
  write(chunk: Uint8Array): void;
  end(): XmlRpcMessage;
}

/** Long input is processed in pieces of this length, to keep little of it in memory at a time. */
const PIECE_LENGTH = 65_536;
/** Shorter chunks are buffered first, so that a document that arrives byte by byte is decoded at full speed. */
const SMALL_CHUNK_BYTES = 4096;
const BUFFER_BYTES = 16_384;

/** Creates a decoder for one document, which may arrive in chunks of any size. */
export function createDecoder(options: DecoderOptions = {}): Decoder {
  const limits = { ...defaultLimits, ...options.limits };
  const reader = createTextReader(options.charset);
  const builder = createMessageBuilder(limits);
  const scanner = createScanner(builder);
  let length = 0;
  let buffer = Buffer.alloc(0);
  let buffered = 0;
  let failure: { readonly error: unknown } | undefined;

  function scan(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; from += PIECE_LENGTH) {
      scanner.read(reader.read(bytes.subarray(from, from + PIECE_LENGTH)));
    }
  }

  function flush(): void {
    const bytes = buffer.subarray(0, buffered);
    buffered = 0;
    scan(bytes);
  }

  /** Runs a step unless an earlier one failed: the rest of a broken document means nothing. */
  function step<T>(action: () => T): T {
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
      step(() => {
        length += chunk.length;
        if (length > limits.bytes) throw new XmlRpcSyntaxError(`the document is longer than ${limits.bytes} bytes`);
        if (buffered + chunk.length > BUFFER_BYTES) flush();
        if (chunk.length >= SMALL_CHUNK_BYTES) {
          flush();
          scan(chunk);
        } else {
          if (buffer.length === 0) buffer = Buffer.allocUnsafe(BUFFER_BYTES);
          buffer.set(chunk, buffered);
          buffered += chunk.length;
        }
      }),
    end: () =>
      step(() => {
        flush();
        scanner.read(reader.end());
        scanner.end();
        return builder.message();
      }),
  };
}

/**
 * Decodes a whole document. An encoding declaration is ignored in a string, which is decoded text already.
 *
 * @throws XmlRpcSyntaxError
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
  if (/\p{Surrogate}/u.test(document)) throw new XmlRpcSyntaxError('the document contains a lone surrogate');
  const builder = createMessageBuilder(limits);
  const scanner = createScanner(builder);
  const lines = createNewlineReader();
  for (let from = 0; from < document.length; from += PIECE_LENGTH) {
    scanner.read(lines.read(document.slice(from, from + PIECE_LENGTH)));
  }
  scanner.read(lines.end(''));
  scanner.end();
  return builder.message();
}
