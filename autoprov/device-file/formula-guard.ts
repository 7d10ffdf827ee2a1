import { csvField } from './csv-fields.ts';

// A spreadsheet runs a field of a CSV file that begins like a formula, and others may have chosen a phone's provider name. An
// apostrophe in front makes it a text (OWASP, CSV injection). It is part of the format: whoever reads the file removes it.

/** What spreadsheets take for a formula, or what the guard has made of it. */
const formula = /^'*[=+\-@\t\r]/;

/** A field of a CSV file that no spreadsheet takes for a formula. */
export const guardedField = (text: string): string => csvField(formula.test(text) ? `'${text}` : text);

/** The text of a field that `guardedField` has written. */
export const unguarded = (text: string): string => (text.startsWith("'") && formula.test(text) ? text.slice(1) : text);
