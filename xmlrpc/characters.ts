import { XmlRpcSyntaxError } from './errors.ts';

/** The entities that XML predefines. Any other would need a document type declaration. */
const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The longest reference that is decoded. It allows for a few leading zeros: `&#x0010FFFF;`. */
export const MAX_REFERENCE_LENGTH = 12;

/** Characters that XML 1.0 forbids even as references. A text decoder never produces lone surrogates. */
const forbidden = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

/** Replaces the references in a text by the characters that they stand for. Throws XmlRpcSyntaxError for unknown ones. */
export function resolveReferences(text: string): string {
  const parts: string[] = [];
  let from = 0;
  for (let start = text.indexOf('&'); start >= 0; start = text.indexOf('&', from)) {
    const end = text.indexOf(';', start);
    if (end < 0 || end - start >= MAX_REFERENCE_LENGTH) {
      throw new XmlRpcSyntaxError('a "&" that does not start a reference; write a plain one as "&amp;"');
    }
    parts.push(text.slice(from, start), characterOf(text.slice(start + 1, end)));
    from = end + 1;
  }
  parts.push(text.slice(from));
  return parts.join('');
}

/** Throws XmlRpcSyntaxError if the text contains a character that XML 1.0 forbids. */
export function checkCharacters(text: string): void {
  const code = forbidden.exec(text)?.[0].charCodeAt(0);
  if (code !== undefined) throw new XmlRpcSyntaxError(`XML does not allow the character ${codePointName(code)}`);
}

function characterOf(name: string): string {
  const known = Object.hasOwn(entities, name) ? entities[name] : undefined;
  if (known !== undefined) return known;
  const [, decimal, hex] = /^#(?:([0-9]+)|x([0-9a-f]+))$/i.exec(name) ?? [];
  if (decimal === undefined && hex === undefined) {
    throw new XmlRpcSyntaxError('an unknown entity; only &lt; &gt; &amp; &quot; and &apos; are defined');
  }
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number.parseInt(decimal, 10);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    throw new XmlRpcSyntaxError(`a reference to ${codePointName(code)}, which is not a character`);
  }
  return String.fromCodePoint(code);
}

/** `U+000B`, as Unicode writes it. */
export function codePointName(code: number): string {
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
