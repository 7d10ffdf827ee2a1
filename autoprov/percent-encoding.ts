/** Decodes percent-escapes, except for placeholders such as `%MACD` and bytes that are not UTF-8. */
export function decodeEscapes(text: string): string {
  return text.replace(/(?:%[0-9A-F]{2})+/gi, (escaped) => {
    try {
      return decodeURIComponent(escaped);
    } catch {
      return escaped;
    }
  });
}
