import { XmlRpcSyntaxError } from './syntax-error.ts';

/** The five entities that XML itself knows. There are no others without a document type declaration. */
const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The longest reference that is read, with room for a few leading zeros: `&#x0010FFFF;`. */
export const maxReferenceLength = 12;

/** Characters that XML 1.0 has no place for, not even as references. Lone surrogates cannot come out of a decoder. */
const forbidden = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

/** Text with its references replaced by what they stand for. Throws XmlRpcSyntaxError at one that XML does not know. */
export function resolveReferences(text: string): string {
  const parts: string[] = [];
  let from = 0;
  for (let start = text.indexOf('&'); start >= 0; start = text.indexOf('&', from)) {
    const end = text.indexOf(';', start);
    if (end < 0 || end - start >= maxReferenceLength) {
      throw new XmlRpcSyntaxError('a "&" that begins no reference; a plain one is written "&amp;"');
    }
    parts.push(text.slice(from, start), characterOf(text.slice(start + 1, end)));
    from = end + 1;
  }
  parts.push(text.slice(from));
  return parts.join('');
}

/** Throws XmlRpcSyntaxError where the text has a character that XML 1.0 forbids. */
export function checkCharacters(text: string): void {
  const code = forbidden.exec(text)?.[0].charCodeAt(0);
  if (code !== undefined) throw new XmlRpcSyntaxError(`the character ${codePointName(code)} is not allowed in XML`);
}

function characterOf(name: string): string {
  const known = Object.hasOwn(entities, name) ? entities[name] : undefined;
  if (known !== undefined) return known;
  const [, decimal, hex] = /^#(?:([0-9]+)|x([0-9a-f]+))$/i.exec(name) ?? [];
  if (decimal === undefined && hex === undefined) {
    throw new XmlRpcSyntaxError('an entity that is none of &lt; &gt; &amp; &quot; &apos;');
  }
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number.parseInt(decimal, 10);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    throw new XmlRpcSyntaxError(`a reference to ${codePointName(code)}, which is no character`);
  }
  return String.fromCodePoint(code);
}

/** `U+000B`, as Unicode writes it. */
export function codePointName(code: number): string {
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
