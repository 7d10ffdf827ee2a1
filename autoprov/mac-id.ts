import { accept, quote, reject, type Parsed } from './parsed.ts';

/** A phone, identified by its MAC and the ID on its label. */
export interface MacId {
  /** 12 hex digits, upper case. */
  readonly mac: string;
  /** 4 hex digits, upper case; `undefined` for a bare MAC. A secret: anyone who knows it can register the phone. */
  readonly id: string | undefined;
}

/** The punctuation that people write between digits, including the hyphens of word processors. For a character class. */
export const hyphens = ':.\\-\\u2010-\\u2015\\u2212';
/** What may separate two groups of digits. */
export const gap = `\\s*[${hyphens}]\\s*|\\s+`;
const separator = new RegExp(gap);
const digit = new RegExp(`[^\\s${hyphens}]`, 'g');
const hexDigits = /^[0-9A-F]+$/i;

/**
 * Longer than 16 digits with separators and blanks. Without a limit, parsing a file of another kind takes seconds and
 * gigabytes of memory.
 */
const MAX_TEXT_LENGTH = 200;

const expectedForm =
  "A MAC-ID is 12 hex digits, a hyphen and the 4-character ID from the phone's label, as in 7C2F80820EC0-55DF.";

/**
 * Parses a MAC-ID or a bare MAC in any case and with the usual separators (`7c:2f:80:82:0e:c0-55df`, `7C2F.8082.0EC0`,
 * `7C2F80820EC055DF`). The problems never repeat what may be an ID.
 *
 * Twelve digits are a bare MAC only if they are grouped as in a MAC: `7C2F8082-0EC0` is more likely a MAC-ID that lost four
 * digits.
 */
export function parseMacId(text: string): Parsed<MacId> {
  if (text.length > MAX_TEXT_LENGTH) {
    return reject(`${quote(redactMacId(text))} is not a MAC-ID.`, expectedForm, 'This one is too long.');
  }
  const groups = text.trim().split(separator);
  const digits = groups.join('');
  if (hexDigits.test(digits) && (isMac(groups, digits) || isMacWithId(groups, digits))) {
    const canonical = digits.toUpperCase();
    return accept({ mac: canonical.slice(0, 12), id: canonical.length === 16 ? canonical.slice(12) : undefined });
  }
  return reject(`${quote(redactMacId(text))} is not a MAC-ID.`, expectedForm, describeMistake(text, groups));
}

/** Formats a MAC-ID canonically: `7C2F80820EC0-55DF`, or `7C2F80820EC0` if there is no ID. */
export function formatMacId(value: MacId): string {
  return value.id === undefined ? value.mac : `${value.mac}-${value.id}`;
}

/** Whether the groups have the lengths of a MAC: `12`, `6 6`, `4 4 4` or `2 2 2 2 2 2`. */
function isMac(groups: readonly string[], digits: string): boolean {
  const [first = ''] = groups;
  return digits.length === 12 && first.length % 2 === 0 && groups.every((group) => group.length === first.length);
}

/** Whether the groups are a MAC and an ID: the last has 4 digits, or all are pairs, or there is a single group. */
function isMacWithId(groups: readonly string[], digits: string): boolean {
  const last = groups.at(-1) ?? '';
  return (
    digits.length === 16 &&
    groups.every((group) => group !== '') &&
    (groups.length === 1 || last.length === 4 || groups.every((group) => group.length === 2))
  );
}

function describeMistake(text: string, groups: readonly string[]): string {
  const digits = groups.join('');
  const before = groups.slice(0, -1).join('').length;
  const after = groups.at(-1)?.length ?? 0;
  if (digits === '') return 'This one is empty.';
  const invalid = /[^0-9A-F]/iu.exec(groups.length > 1 ? groups.slice(0, -1).join('') : digits)?.[0];
  if (invalid !== undefined) return `This one contains ${quote(invalid)}, which is not a hex digit (0-9, A-F).`;
  if (groups.length === 1) return `This one has ${count(digits.length, 'digit')}.`;
  const sign = lastSeparatorName(text);
  if (before !== 12) return `This one has ${count(before, 'digit')} before the ${sign}.`;
  if (after !== 4) return `This one has ${count(after, 'character')} after the ${sign}.`;
  return hexDigits.test(digits)
    ? 'This one has two separators side by side.'
    : `This one has a character after the ${sign} that is not a hex digit (0-9, A-F).`;
}

function lastSeparatorName(text: string): string {
  const sign = /[^0-9A-Za-z](?=[0-9A-Za-z]*$)/.exec(text.trim())?.[0] ?? '-';
  const names: Readonly<Record<string, string>> = { ':': 'colon', '.': 'dot' };
  return names[sign] ?? (sign.trim() === '' ? 'blank' : 'hyphen');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/**
 * A text that should be a MAC-ID, without anything that may be an ID: masks the last group of digits and everything after the
 * twelfth digit, even if the text is malformed.
 */
export function redactMacId(whole: string): string {
  const text = whole.slice(0, MAX_TEXT_LENGTH);
  const groups = text.trim().split(separator);
  const total = groups.join('').length;
  if (total <= 12 && groups.length === 1) return text;
  const trimmed = text.trim();
  const last = groups.length > 1 ? (groups.at(-1) ?? '') : '';
  const head = trimmed.slice(0, trimmed.length - last.length);
  let seen = 0;
  const shown = head.replace(digit, (found) => (++seen > 12 ? '*' : found));
  return last === '' ? shown : `${shown}****`;
}
