import { accept, reject, type Parsed } from '../parsed.ts';

const startsWith = (bytes: Uint8Array, ...start: readonly number[]): boolean =>
  start.every((byte, at) => bytes[at] === byte);

/**
 * Decodes a text file as spreadsheets and editors save it: UTF-8 and UTF-16, with or without a byte order mark. Text that is
 * not valid UTF-8 is windows-1252, which is what Excel writes in western Europe.
 *
 * @returns the text, or why the file is not a text file
 */
export function decodeDeviceFile(bytes: Uint8Array): Parsed<string> {
  if (startsWith(bytes, 0x50, 0x4b, 0x03, 0x04)) return notText('an Excel workbook (.xlsx) or another ZIP archive');
  if (startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0)) return notText('an Excel workbook (.xls)');
  const encoding = utf16Encoding(bytes);
  if (encoding !== undefined) return accept(new TextDecoder(encoding).decode(bytes));
  try {
    return accept(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return accept(new TextDecoder('windows-1252').decode(bytes));
  }
}

/** The UTF-16 encoding of a text, from its first bytes: a byte order mark, or an ASCII character, of which one byte is zero. */
export function utf16Encoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (startsWith(bytes, 0xff, 0xfe) || (bytes[1] === 0 && bytes[0] !== 0)) return 'utf-16le';
  if (startsWith(bytes, 0xfe, 0xff) || (bytes[0] === 0 && bytes[1] !== 0)) return 'utf-16be';
  return undefined;
}

/** Why a text that something else has decoded, such as an engine, is not a device file. */
export function textProblem(
  text: string,
): { readonly headline: string; readonly details: readonly string[] } | undefined {
  const problem = (what: string) => ({ headline: `is ${what}, not CSV`, details: [SAVE_AS_CSV] });
  if (text.startsWith('PK\u0003\u0004')) return problem('an Excel workbook (.xlsx) or another ZIP archive');
  if (/^(?:\ufffd\ufffd)?\0?[^\0]\0[^\0]/.test(text)) return problem('text in UTF-16');
  if (text.slice(0, 100).includes('\0')) return problem('binary data');
  return undefined;
}

const SAVE_AS_CSV = 'Save it as "CSV UTF-8" in the spreadsheet.';

const notText = (what: string): Parsed<never> => reject(`It is ${what}, not CSV.`, SAVE_AS_CSV);
