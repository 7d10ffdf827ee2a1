import { csvField } from '#autoprov';

// A spreadsheet runs a field of a CSV file that begins like a formula, and clients choose their names. An apostrophe in front
// makes it a text (OWASP, CSV injection).

/** What spreadsheets take for a formula, or what the guard has made of it. */
const formula = /^'*[=+\-@\t\r]/;

/** A field of a CSV file that no spreadsheet takes for a formula. */
export const guardedField = (text: string): string => csvField(formula.test(text) ? `'${text}` : text);

/** The text of a field that `guardedField` has written. */
export const unguarded = (text: string): string => (text.startsWith("'") && formula.test(text) ? text.slice(1) : text);
