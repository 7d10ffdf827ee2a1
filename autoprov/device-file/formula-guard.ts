import { csvField } from './csv-fields.ts';

// A spreadsheet runs a field of a CSV file that begins like a formula, and a provider name may come from someone else. After a
// leading apostrophe the field is shown as text (OWASP, CSV injection). The parser of device files removes the apostrophe.

/** The start of a formula, with or without apostrophes that were added before. */
const formula = /^'*[=+\-@\t\r]/;

/** A field of a CSV file that no spreadsheet takes for a formula. */
export const guardedField = (text: string): string => csvField(formula.test(text) ? `'${text}` : text);

/** The text of a field that `guardedField` has written. */
export const unguarded = (text: string): string => (text.startsWith("'") && formula.test(text) ? text.slice(1) : text);
