/** A field with its blanks; what is in quotes, or what is not; and what comes behind it. */
const field = /\s*(?:"([^"]*(?:""[^"]*)*)"\s*(?=,|$)|([^\s",][^,]*|))(,|$)/y;

/**
 * The fields of one line of CSV (RFC 4180): separated by commas, blanks around them do not count, a field in quotes may
 * have commas and blanks, and two quotes inside it for one. Undefined where a quote is not closed, or something follows it.
 */
export function csvFields(line: string): readonly string[] | undefined {
  if (!line.includes('"')) return line.split(',').map((text) => text.trim());
  const fields: string[] = [];
  field.lastIndex = 0;
  for (;;) {
    const match = field.exec(line);
    if (!match) return undefined;
    const [, quoted, plain = '', separator] = match;
    fields.push(quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"'));
    if (separator === '') return fields;
  }
}

/** A text as a field of CSV, in quotes where it would not come back as it is, or could be taken for a comment. */
export const csvField = (text: string): string =>
  /[",\r\n]|^[\s#]|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
