/** The parameters of an `Authorization: Digest …` header; quoted strings without their quotes. */
export interface DigestParameters {
  /** Lower-case names in the received order, without duplicates. */
  readonly names: readonly string[];
  readonly values: readonly string[];
}

/** Three times as many as the RFC defines. */
const MAX_PARAMETERS = 36;

/** The value of a parameter; undefined if it was not sent. */
export function parameterOf({ names, values }: DigestParameters, name: string): string | undefined {
  const at = names.indexOf(name);
  return at < 0 ? undefined : values[at];
}

/**
 * Reads an `Authorization` header of the Digest scheme (RFC 7616, section 3.4).
 * Undefined if it is missing or malformed: repeated parameters, an unclosed string, far too many parameters.
 *
 * Each boot of a phone reads one, so the text is scanned once by its separators; searching a dozen parameters is faster than
 * building a Map of them.
 */
export function readDigest(header: string | undefined): DigestParameters | undefined {
  if (header === undefined || !/^digest[ \t]/i.test(header)) return undefined;
  const names: string[] = [];
  const values: string[] = [];
  let at = 'digest'.length;
  for (;;) {
    // A list may have empty elements (RFC 9110, section 5.6.1).
    at = skip(header, at, true);
    if (at === header.length) return { names, values };
    const equals = header.indexOf('=', at);
    if (equals < 0) return undefined;
    const name = header.slice(at, equals).trimEnd().toLowerCase();
    if (!isToken(name) || names.includes(name) || names.push(name) > MAX_PARAMETERS) return undefined;
    at = skip(header, equals + 1, false);
    let end: number;
    if (header.charCodeAt(at) === QUOTE) {
      end = endOfQuoted(header, at);
      if (end < 0) return undefined;
      const text = header.slice(at + 1, end - 1);
      values.push(text.includes('\\') ? text.replace(/\\(.)/gs, '$1') : text);
    } else {
      const comma = header.indexOf(',', at);
      end = comma < 0 ? header.length : comma;
      const text = header.slice(at, end).trimEnd();
      if (!isToken(text)) return undefined;
      values.push(text);
    }
    at = skip(header, end, false);
    if (at < header.length && header.charCodeAt(at) !== COMMA) return undefined;
  }
}

const QUOTE = 0x22;
const COMMA = 0x2c;

/** The position after blanks, and after commas where they are allowed. */
function skip(text: string, from: number, commas: boolean): number {
  let at = from;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x09 && !(commas && code === COMMA)) break;
  }
  return at;
}

/** The position after the closing quote; -1 if there is none. */
function endOfQuoted(text: string, from: number): number {
  let at = from + 1;
  for (;;) {
    const end = text.indexOf('"', at);
    if (end < 0) return -1;
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === 0x5c) backslashes += 1;
    if (backslashes % 2 === 0) return end + 1;
    at = end + 1;
  }
}

/** A token of RFC 9110, or characters that some clients do not quote, as in `uri=/device/42/2/`. */
function isToken(text: string): boolean {
  return /^[\w!#$%&'*+.^`|~:/?@=[\]-]+$/.test(text);
}
