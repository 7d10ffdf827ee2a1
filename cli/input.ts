import { createReadStream } from 'node:fs';
import { CommandError } from './command.ts';
import { nameOf } from './phones-file.ts';
import { claimStdin } from './stdin.ts';
import { utf16Encoding } from '#autoprov';

/** A file, or stdin, that is read piece by piece. */
export interface Input {
  /** Its first bytes; empty if the file is. */
  readonly start: Uint8Array;
  /** All its bytes, those of `start` included. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Large enough that few chunks divide a value, small enough not to matter for the memory. */
const CHUNK_BYTES = 256 * 1024;

/** Opens a file; `-` is stdin. @throws CommandError if it cannot be read, also while `chunks` are read */
export async function openInput(file: string): Promise<Input> {
  const pieces = read(file);
  const { value: start = new Uint8Array() } = await pieces.next();
  return { start, chunks: preceded(start, pieces) };
}

async function* read(file: string): AsyncGenerator<Uint8Array, undefined> {
  const stream: AsyncIterable<Uint8Array> =
    file === '-' ? claimStdin('file') : createReadStream(file, { highWaterMark: CHUNK_BYTES });
  try {
    yield* stream;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(`${nameOf(file)} cannot be read: ${reason}`);
  }
}

async function* preceded(start: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield start;
  yield* rest;
}

/** The bytes of a text in UTF-8 without its byte order mark. PowerShell writes UTF-16 into files. */
export async function* asUtf8({ start, chunks }: Input): AsyncGenerator<Uint8Array> {
  const encoding = utf16Encoding(start);
  if (encoding !== undefined) {
    const decoder = new TextDecoder(encoding);
    for await (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }));
    return;
  }
  let skipped = start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf ? 3 : 0;
  for await (const chunk of chunks) {
    yield chunk.subarray(skipped);
    skipped = 0;
  }
}
