/** The bytes that give JSON its structure. */
export const byte = {
  lineFeed: 0x0a,
  quote: 0x22,
  comma: 0x2c,
  colon: 0x3a,
  backslash: 0x5c,
  openArray: 0x5b,
  closeArray: 0x5d,
  openObject: 0x7b,
  closeObject: 0x7d,
} as const;

/** In ASCII, each closing bracket is two after its opening one. */
const TO_CLOSING = 2;

export const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

/** How far the scan of a value has come, between two chunks. */
export interface ValueScan {
  /** The closing brackets of the open containers, the innermost last. */
  readonly closings: number[];
  isInString: boolean;
  /** Whether the next byte belongs to an escape sequence. */
  isEscaped: boolean;
  /** The number of line feeds so far, and the index in this chunk behind the last one. */
  lines: number;
  lineStart: number;
}

/** The outcome of a scan: the index behind the value, or why there is none in this chunk. */
export const UNFINISHED = -1;
export const WRONG_BRACKET = -2;

/**
 * Finds the end of a value by its brackets and quotation marks.
 *
 * @param from the index of the first byte of the value, or of a chunk that continues it
 * @returns the index behind it, {@link UNFINISHED} or {@link WRONG_BRACKET}
 */
export function scanValue(bytes: Uint8Array, from: number, scan: ValueScan): number {
  const { closings } = scan;
  const { length } = bytes;
  let at = from;
  if (scan.isEscaped && at < length) {
    scan.isEscaped = false;
    at++;
  }
  while (at < length) {
    if (scan.isInString) {
      while (at < length && bytes[at] !== byte.quote) at += bytes[at] === byte.backslash ? 2 : 1;
      if (at >= length) break;
      scan.isInString = false;
      at++;
      if (closings.length === 0) return at;
      continue;
    }
    const code = bytes[at] ?? 0;
    switch (code) {
      case byte.quote:
        scan.isInString = true;
        break;
      case byte.openArray:
      case byte.openObject:
        closings.push(code + TO_CLOSING);
        break;
      case byte.closeArray:
      case byte.closeObject:
        // A number or a literal ends where its container ends.
        if (closings.length === 0) return at;
        if (closings.pop() !== code) return WRONG_BRACKET;
        if (closings.length === 0) return at + 1;
        break;
      case byte.lineFeed:
        if (closings.length === 0) return at;
        scan.lines++;
        scan.lineStart = at + 1;
        break;
      default:
        if (closings.length === 0 && (code === byte.comma || isSpace(code))) return at;
    }
    at++;
  }
  scan.isEscaped = at > length;
  return UNFINISHED;
}
