/**
 * The result of parsing text that a person typed: the value, or everything that is wrong with the text, in whole
 * sentences. The first sentence names the text and can serve as a headline; the others say what is wrong and what to
 * write instead.
 */
export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly string[] };

export function accept<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

export function reject(...problems: readonly string[]): Parsed<never> {
  return { ok: false, problems };
}

/** Quotes text for a message: on one line, without control characters, cut to 80 characters. */
export function quote(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\u00b7');
  return line.length > 80 ? `"${line.slice(0, 77)}..."` : `"${line}"`;
}
