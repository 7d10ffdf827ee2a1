import { CommandError } from './command.ts';

/**
 * Decodes UTF-8. Other encodings are refused, because the stored text would contain replacement characters, which
 * cannot be typed.
 *
 * @param source what the bytes come from, as the subject of a sentence: `The password file secret.txt`
 * @throws CommandError if the bytes are not UTF-8
 */
export function decodeUtf8(bytes: Uint8Array, source: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new CommandError(
      `${source} is not UTF-8. Nothing was changed. Convert it, for example with: iconv -f latin1 -t utf-8`,
      undefined,
      { cause },
    );
  }
}
