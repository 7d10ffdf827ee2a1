/**
 * What a reader of human input hands back: the value, or everything that is wrong with the text, in whole sentences.
 * The first sentence says that it is wrong and can stand alone as a headline; the others say what exactly, and what to
 * write instead.
 */
export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly string[] };

/** The text was right, and this is what it means. */
export function right<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

/** The text was wrong, for these reasons. */
export function wrong(...problems: readonly string[]): Parsed<never> {
  return { ok: false, problems };
}

/** Text as it may be shown in a message: in quotes, on one line, and never longer than a line. */
export function quote(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\u00b7');
  return line.length > 80 ? `"${line.slice(0, 77)}..."` : `"${line}"`;
}
