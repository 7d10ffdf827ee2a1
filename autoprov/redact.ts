import { gap, hyphens } from './mac-id.ts';
import { redactCredentials, REDACTED } from './redact-url.ts';

// Everything that is shown to people or written to a log passes through one of these functions.

const mac = `(?:[0-9A-F]{2}(?:${gap})?){5}[0-9A-F]{2}`;
/**
 * Digits that look like a MAC-ID and are none: the thread number with which OpenSSL begins its errors
 * (`C0CC6648937F0000:error:0A00010B:`), UUIDs (RFC 9562), and trace contexts (W3C, `00-4bf9…-00f0…-01`).
 */
const otherNumbers = [
  '[0-9A-F]{8,16}(?=:error:[0-9A-F]{8}:)',
  '[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}(?![0-9A-F])',
  '[0-9A-F]{2}-[0-9A-F]{32}-[0-9A-F]{16}-[0-9A-F]{2}(?![0-9A-F])',
].join('|');
const macWithId = new RegExp(
  `(?<![0-9A-F])(?:(?<other>${otherNumbers})|(?<mac>${mac})(?:\\s*[${hyphens}]\\s*[0-9A-F]{4}|[0-9A-F]{4}|\\s+[0-9A-F]{4}(?!-))(?![0-9A-F]))`,
  'gi',
);
/** A MAC-ID written in pairs of digits, all separated alike. */
const pairs = new RegExp(
  `(?<![0-9A-F])((?:[0-9A-F]{2}(${gap})){5}[0-9A-F]{2})\\2[0-9A-F]{2}\\2[0-9A-F]{2}(?![0-9A-F])`,
  'gi',
);

/**
 * Masks the ID of every MAC-ID in a text: `7C2F80820EC0-****`. A bare MAC is not secret and stays, and so do other numbers
 * of recognisable forms.
 */
export function redactMacIds(text: string): string {
  return text
    .replace(pairs, '$1-****')
    .replace(macWithId, (all: string, _: string | undefined, found: string | undefined) =>
      found === undefined ? all : `${found}-****`,
    );
}

/**
 * Masks every secret that a text may contain: the IDs of MAC-IDs, the passwords in URLs, and the `secrets` given, in upper
 * or lower case.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  let safe = redactCredentials(redactMacIds(text));
  for (const secret of secrets) {
    // Whole words only: the four digits of an ID may also be part of a MAC or a number.
    if (secret !== '') safe = safe.replace(new RegExp(`(?<!\\w)${escapeRegExp(secret)}(?!\\w)`, 'gi'), REDACTED);
  }
  return safe;
}

const escapeRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
