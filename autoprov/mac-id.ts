import { accept, quote, reject, type Parsed } from './parsed.ts';

/** A phone by its MAC, 12 hex digits in upper case, and the 4 hex digits of the ID on its label, where it is known. */
export interface MacId {
  readonly mac: string;
  /** The secret part: whoever knows it can register the phone. `undefined` for a bare MAC. */
  readonly id: string | undefined;
}

/** The punctuation that people write between digits, including the hyphens of word processors. For a character class. */
export const hyphens = ':.\\-\\u2010-\\u2015\\u2212';
/** What may separate two groups of digits. */
export const gap = `\\s*[${hyphens}]\\s*|\\s+`;
const separator = new RegExp(gap);
const hexDigits = /^[0-9A-F]+$/i;

const definition =
  "A MAC-ID is 12 hex digits, a hyphen and the 4-character ID from the phone's label, as in 7C2F80820EC0-55DF.";

/**
 * Reads a MAC-ID or a bare MAC in any case and with any usual separators (`7c:2f:80:82:0e:c0-55df`,
 * `7C2F.8082.0EC0`, `7C2F80820EC055DF`).
 *
 * Twelve digits are a bare MAC only where their grouping is one that MACs have: `7C2F8082-0EC0` is more likely a MAC-ID
 * with four digits lost. The problems never repeat what may be an ID.
 */
export function parseMacId(text: string): Parsed<MacId> {
  const groups = text.trim().split(separator);
  const digits = groups.join('');
  if (hexDigits.test(digits) && (isMac(groups, digits) || isMacWithId(groups, digits))) {
    const canonical = digits.toUpperCase();
    return accept({ mac: canonical.slice(0, 12), id: canonical.length === 16 ? canonical.slice(12) : undefined });
  }
  return reject(`${quote(hideWhatMayBeAnId(text, groups))} is not a MAC-ID.`, definition, complaint(text, groups));
}

/** The canonical form: `7C2F80820EC0-55DF`, or `7C2F80820EC0` where there is no ID. */
export function formatMacId(value: MacId): string {
  return value.id === undefined ? value.mac : `${value.mac}-${value.id}`;
}

/** Four groups of digits that make a MAC with nothing left over: `12`, `6 6`, `4 4 4` or `2 2 2 2 2 2`. */
function isMac(groups: readonly string[], digits: string): boolean {
  const [first = ''] = groups;
  return digits.length === 12 && first.length % 2 === 0 && groups.every((group) => group.length === first.length);
}

/** Twelve digits, then four: the last group is the ID, or all digits stand in pairs, or there are no groups. */
function isMacWithId(groups: readonly string[], digits: string): boolean {
  const last = groups.at(-1) ?? '';
  return (
    digits.length === 16 &&
    groups.every((group) => group !== '') &&
    (groups.length === 1 || last.length === 4 || groups.every((group) => group.length === 2))
  );
}

function complaint(text: string, groups: readonly string[]): string {
  const digits = groups.join('');
  const before = groups.slice(0, -1).join('').length;
  const after = groups.at(-1)?.length ?? 0;
  if (digits === '') return 'This one is empty.';
  const stranger = /[^0-9A-F]/iu.exec(groups.length > 1 ? groups.slice(0, -1).join('') : digits)?.[0];
  if (stranger !== undefined) return `This one contains ${quote(stranger)}, which is not a hex digit (0-9, A-F).`;
  if (groups.length === 1) return `This one has ${count(digits.length, 'digit')}.`;
  const sign = nameOfLastSeparator(text);
  if (before !== 12) return `This one has ${count(before, 'digit')} before the ${sign}.`;
  if (after !== 4) return `This one has ${count(after, 'character')} after the ${sign}.`;
  return hexDigits.test(digits)
    ? 'This one has two separators side by side.'
    : `This one has a character after the ${sign} that is not a hex digit (0-9, A-F).`;
}

function nameOfLastSeparator(text: string): string {
  const sign = /[^0-9A-Za-z](?=[0-9A-Za-z]*$)/.exec(text.trim())?.[0] ?? '-';
  const names: Readonly<Record<string, string>> = { ':': 'colon', '.': 'dot' };
  return names[sign] ?? (sign.trim() === '' ? 'blank' : 'hyphen');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** The text with its last group masked, and with everything masked that comes after a full MAC. */
function hideWhatMayBeAnId(text: string, groups: readonly string[]): string {
  const total = groups.join('').length;
  if (total <= 12 && groups.length === 1) return text;
  const trimmed = text.trim();
  const last = groups.length > 1 ? (groups.at(-1) ?? '') : '';
  const head = trimmed.slice(0, trimmed.length - last.length);
  let seen = 0;
  const shown = head.replace(/[^\s:.\-\u2010-\u2015\u2212]/g, (digit) => (++seen > 12 ? '*' : digit));
  return last === '' ? shown : `${shown}****`;
}
