import { Buffer } from 'node:buffer';
import { XmlRpcSyntaxError } from './errors.ts';

/** An XML declaration is looked for in this many bytes. */
export const HEAD_BYTES = 1024;

/** The XML declaration with an encoding. Blanks before it are tolerated. */
const declaration = /^[^<]*<\?xml\s[^>]*?\bencoding\s*=\s*["']([^"'>]*)["']/;

/** The name of an encoding (XML 1.0, production 81). */
const encodingName = /^[a-z][a-z0-9._-]*$/i;

/**
 * Detects the encoding of an XML document from its first bytes: by the byte order mark, then by the charset that the transport
 * states (RFC 7303, section 3), then by the XML declaration (XML 1.0, appendix F); the default is UTF-8. A charset that is
 * unknown is ignored. Returns TextDecoder's name for the encoding, in lower case, but distinguishes `iso-8859-1` and
 * `us-ascii`, which TextDecoder treats as windows-1252.
 *
 * @throws XmlRpcSyntaxError if the encoding that is stated is unknown, or the bytes contradict it
 */
export function detectEncoding(head: Uint8Array, charset = ''): string {
  const evident = evidentEncoding(head);
  const external = canonicalName(charset);
  if (external !== undefined) {
    if (evident === undefined && isWide(external)) {
      throw new XmlRpcSyntaxError(`the Content-Type states the charset ${charset}, but the bytes are in another one`);
    }
    return evident ?? external;
  }
  const text = evident !== undefined && isWide(evident) ? new TextDecoder(evident).decode(head) : latin1Of(head);
  const label = declaration.exec(text)?.[1]?.trim();
  if (label === undefined) return evident ?? 'utf-8';
  const stated = canonicalName(label);
  if (stated === undefined) {
    // Only a well-formed name is quoted: a fault, which is XML, could not repeat arbitrary characters.
    const problem = encodingName.test(label)
      ? `the encoding "${label.slice(0, 40)}" is unknown`
      : 'the declared encoding is not a valid name of one';
    throw new XmlRpcSyntaxError(problem);
  }
  if (evident === undefined ? isWide(stated) : !agree(evident, stated, label)) {
    throw new XmlRpcSyntaxError(`the document declares the encoding ${label}, but its bytes are in another one`);
  }
  return evident ?? stated;
}

/** The charset of a Content-Type header, or undefined if it states none. */
export function charsetOf(contentType: string | undefined): string | undefined {
  const [, quoted, plain] = /;\s*charset\s*=\s*(?:"([^"]*)"|([^\s;"]+))/i.exec(contentType ?? '') ?? [];
  const charset = (quoted ?? plain)?.trim();
  return charset === '' ? undefined : charset;
}

/** Whether documents with this charset can be decoded. */
export const isKnownCharset = (charset: string): boolean => canonicalName(charset) !== undefined;

const latin1Of = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** The encoding that the first bytes prove: by a byte order mark, or by an ASCII character that takes two bytes. */
function evidentEncoding([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return 'utf-16be';
  return undefined;
}

function canonicalName(label: string): string | undefined {
  // A shortcut for nearly all documents: creating a TextDecoder takes longer than decoding a short response.
  if (label === '') return undefined;
  if (/^utf-8$/i.test(label)) return 'utf-8';
  try {
    const { encoding } = new TextDecoder(label);
    if (encoding !== 'windows-1252') return encoding;
    return label.includes('1252') ? encoding : /ascii|iso646|x3\.4|iso-ir-6$/i.test(label) ? 'us-ascii' : 'iso-8859-1';
  } catch {
    return undefined;
  }
}

function isWide(encoding: string): boolean {
  return encoding.startsWith('utf-16');
}

/** The label "UTF-16" agrees with both byte orders. */
function agree(evident: string, stated: string, label: string): boolean {
  return evident === stated || (isWide(evident) && isWide(stated) && !/[lb]e$/i.test(label));
}
