import { CommandError } from './command.ts';
import { asUtf8, type Input } from './input.ts';
import { JsonSyntaxError } from './json-stream/index.ts';
import { utf16Encoding } from '#autoprov';

/** Whether an input begins like a JSON object, and not like CSV. */
export function looksLikeJson({ start }: Input): boolean {
  return new TextDecoder(utf16Encoding(start)).decode(start.subarray(0, 1024)).trimStart().startsWith('{');
}

/**
 * Reads a JSON document piece by piece.
 *
 * @param name the input in messages
 * @param advice the sentence that tells how to make such a document
 * @throws CommandError with the place if it is not JSON
 */
export async function readJsonInput<T>(
  input: Input,
  name: string,
  advice: string,
  read: (chunks: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<T> {
  // Engines save plans as ZIP archives.
  if (input.start[0] === 0x50 && input.start[1] === 0x4b) {
    throw new CommandError(`${name} is a plan as the engine saves it, not its JSON. ${advice}`);
  }
  try {
    return await read(asUtf8(input));
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw new CommandError(`${name} ${describe(error)} ${advice}`, undefined, { cause: error });
  }
}

function describe({ fault, line, column }: JsonSyntaxError): string {
  const place = `line ${line}, column ${column}`;
  switch (fault) {
    case 'empty':
      return 'is empty.';
    case 'incomplete':
      return `is incomplete: the JSON breaks off at ${place}.`;
    case 'unexpected':
    case 'invalid':
      return `is not JSON: see ${place}.`;
  }
}
