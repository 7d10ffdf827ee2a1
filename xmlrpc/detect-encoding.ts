import { Buffer } from 'node:buffer';
import { XmlRpcSyntaxError } from './syntax-error.ts';

/** An XML declaration stands within this many bytes, or is not found. */
export const headLength = 1024;

/** Where a document says how it is encoded, if it does; blanks before it are forgiven. */
const declaration = /^[^<]*<\?xml\s[^>]*?\bencoding\s*=\s*["']([^"'>]*)["']/;

/** The name of an encoding (XML 1.0, production 81). */
const encodingName = /^[a-z][a-z0-9._-]*$/i;

/**
 * The encoding of an XML document by its first bytes (XML 1.0, appendix F): the byte order mark, the XML declaration,
 * else the charset that the transport states, else UTF-8. Comes back in lower case, as TextDecoder knows it, but for
 * `iso-8859-1` and `us-ascii`, which TextDecoder takes for windows-1252.
 * Throws XmlRpcSyntaxError where the declaration names an unknown encoding, or one that the bytes contradict.
 */
export function detectEncoding(head: Uint8Array, charset?: string): string {
  const evident = evidentEncoding(head);
  const text =
    evident?.startsWith('utf-16') === true
      ? new TextDecoder(evident).decode(head)
      : Buffer.from(head).toString('latin1');
  const label = declaration.exec(text)?.[1]?.trim();
  if (label === undefined) return evident ?? canonicalName(charset ?? '') ?? 'utf-8';
  const stated = canonicalName(label);
  if (stated === undefined) {
    // Whatever else stands there is not repeated: no XML, such as the fault that tells of it, could carry it all.
    const problem = encodingName.test(label)
      ? `the encoding "${label.slice(0, 40)}" is not known`
      : 'what it states as its encoding is not the name of one';
    throw new XmlRpcSyntaxError(problem);
  }
  if (evident === undefined ? isWide(stated) : !agree(evident, stated, label)) {
    throw new XmlRpcSyntaxError(`the document states the encoding ${label}, but its bytes are not in that encoding`);
  }
  return evident ?? stated;
}

/** The encoding that the first bytes leave no doubt of: by a byte order mark, or by ASCII characters of two bytes. */
function evidentEncoding([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return 'utf-16be';
  return undefined;
}

function canonicalName(label: string): string | undefined {
  // Nearly every document says so, or nothing, and to ask a TextDecoder takes longer than to read a short answer.
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

/** "UTF-16" alone leaves the order of the bytes to the byte order mark. */
function agree(evident: string, stated: string, label: string): boolean {
  return evident === stated || (isWide(evident) && isWide(stated) && !/[lb]e$/i.test(label));
}
