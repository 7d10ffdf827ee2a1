/** The characters that may separate the columns. German Excel writes semicolons, and a table that is copied has tabs. */
export const separators = [',', ';', '\t'] as const;
export type Separator = (typeof separators)[number];

/** A field with the blanks around it, quoted or not, and the separator after it. */
const patterns: Readonly<Record<Separator, RegExp>> = {
  ',': /\s*(?:"([^"]*(?:""[^"]*)*)"\s*(?=,|$)|([^\s",][^,]*|))(,|$)/y,
  ';': /\s*(?:"([^"]*(?:""[^"]*)*)"\s*(?=;|$)|([^\s";][^;]*|))(;|$)/y,
  '\t': /[^\S\t]*(?:"([^"]*(?:""[^"]*)*)"[^\S\t]*(?=\t|$)|([^\s"][^\t]*|))(\t|$)/y,
};

/**
 * Splits one line of CSV (RFC 4180) into its fields, without the blanks around them. A quoted field may contain separators,
 * and a quote as two quotes. Returns undefined if a quote is not closed, or text follows it.
 */
export function csvFields(line: string, separator: Separator = ','): readonly string[] | undefined {
  if (!line.includes('"')) return line.split(separator).map((text) => text.trim());
  const pattern = patterns[separator];
  const fields: string[] = [];
  pattern.lastIndex = 0;
  for (;;) {
    const match = pattern.exec(line);
    if (!match) return undefined;
    const [, quoted, plain = '', next] = match;
    fields.push(quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"'));
    if (next === '') return fields;
  }
}

/** Formats a text as a field of CSV, quoted if it would otherwise change or look like a comment. */
export const csvField = (text: string): string =>
  /[",\r\n]|^[\s#]|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
