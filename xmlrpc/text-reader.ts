import { Buffer, isAscii } from 'node:buffer';
import { detectEncoding, HEAD_BYTES } from './detect-encoding.ts';
import { XmlRpcSyntaxError } from './errors.ts';

/** Decodes bytes to text; a character split between two calls is returned by the second. Throws XmlRpcSyntaxError. */
export interface TextReader {
  read(bytes: Uint8Array): string;
  end(): string;
}

/** Creates a reader for an XML document that detects the encoding and normalizes line ends to `\n` (XML 1.0, 2.11). */
export function createTextReader(charset?: string): TextReader {
  let reader: TextReader | undefined;
  let head: Uint8Array = new Uint8Array(0);
  const lines = createNewlineReader();

  return {
    read(bytes) {
      if (reader !== undefined) return lines.read(reader.read(bytes));
      head = Buffer.concat([head, bytes]);
      if (head.length < HEAD_BYTES) return '';
      reader = readerFor(detectEncoding(head, charset));
      return lines.read(reader.read(head));
    },
    end() {
      if (reader !== undefined) return lines.end(reader.end());
      reader = readerFor(detectEncoding(head, charset));
      return lines.end(reader.read(head) + reader.end());
    },
  };
}

/** Replaces `\r\n` and `\r` by `\n`. Holds a `\r` at the end of a piece back, because a `\n` may follow. */
export function createNewlineReader(): { read(text: string): string; end(text: string): string } {
  let held = '';
  const end = (text: string): string => {
    const whole = held + text;
    held = '';
    return whole.includes('\r') ? whole.replace(/\r\n?/g, '\n') : whole;
  };
  return {
    end,
    read(text) {
      if (!text.endsWith('\r')) return end(text);
      const whole = end(text.slice(0, -1));
      held = '\r';
      return whole;
    },
  };
}

function readerFor(encoding: string): TextReader {
  switch (encoding) {
    case 'utf-8':
      return createUtf8Reader();
    case 'us-ascii':
    case 'iso-8859-1':
    case 'windows-1252':
      return { read: (bytes) => readSingleBytes(encoding, bytes), end: () => '' };
    default: {
      const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
      return {
        read: (bytes) => guarded(encoding, () => decoder.decode(bytes, { stream: true })),
        end: () => guarded(encoding, () => decoder.decode()),
      };
    }
  }
}

/** Shared by all documents: it only decodes complete characters, so it keeps no state between calls. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Decodes complete characters and keeps the rest, which is four times as fast as TextDecoder's own streaming. */
function createUtf8Reader(): TextReader {
  let rest: Uint8Array = new Uint8Array(0);
  return {
    read(bytes) {
      const all = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
      const whole = wholeUtf8Length(all);
      // A copy, because the caller may reuse its buffer.
      rest = Uint8Array.from(all.subarray(whole));
      return guarded('utf-8', () => utf8.decode(all.subarray(0, whole)));
    },
    end: () => guarded('utf-8', () => utf8.decode(rest)),
  };
}

/** The number of bytes without an incomplete character at the end. */
function wholeUtf8Length(bytes: Uint8Array): number {
  for (let back = 1; back <= 3; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}

/** The characters of windows-1252 from 0x80 to 0x9F. Some versions of Node.js decode them to control characters. */
const windows1252 =
  '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178';

function readSingleBytes(encoding: 'us-ascii' | 'iso-8859-1' | 'windows-1252', bytes: Uint8Array): string {
  if (encoding === 'us-ascii' && !isAscii(bytes)) throw notInEncoding(encoding);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  if (encoding !== 'windows-1252') return text;
  return text.replace(/[\x80-\x9f]/g, (control) => windows1252.charAt(control.charCodeAt(0) - 0x80));
}

function guarded(encoding: string, decode: () => string): string {
  try {
    return decode();
  } catch (error) {
    throw isInvalidData(error) ? notInEncoding(encoding) : error;
  }
}

/** Recognizes TextDecoder's error by its code: in another realm, as in Jest, its class differs. */
function isInvalidData(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
  );
}

function notInEncoding(encoding: string): XmlRpcSyntaxError {
  return new XmlRpcSyntaxError(`the document is not valid ${encoding}`);
}
