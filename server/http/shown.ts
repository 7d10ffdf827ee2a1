import { pino, type SerializerFn } from 'pino';
import { decodeEscapes, redact } from '#autoprov';

/** Longer paths are truncated in logs and messages. */
const MAX_PATH_LENGTH = 200;

/**
 * The path of a request as logs and messages may show it: without its query, which may contain anything, and with secrets
 * masked, for phones and people put MAC-IDs into paths.
 */
export function shownPath(url: string): string {
  const [path = ''] = url.split('?', 1);
  const shown = path.slice(0, MAX_PATH_LENGTH);
  const decoded = decodeEscapes(shown);
  const safe = redact(decoded);
  // Percent-encoding hides a secret from the redaction.
  return safe === decoded ? redact(shown) : safe;
}

/** How pino writes errors, with secrets masked: a database quotes rows in its errors. */
export const errorSerializer: SerializerFn = (error: unknown): unknown =>
  error instanceof Error ? redactAll(pino.stdSerializers.err(error)) : error;

function redactAll(value: unknown): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map(redactAll);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, redactAll(member)]));
}

/** Bounds the redaction of a text, which comes before it is truncated, so that no part of a secret escapes. */
const MAX_REDACTED_LENGTH = 1000;

/** A text that a client chose, such as the name of its program, as it may be stored: masked, short, without control characters. */
export function shownText(text: string, maxLength: number): string {
  return redact(text.slice(0, MAX_REDACTED_LENGTH))
    .slice(0, maxLength)
    .replace(/\p{Cc}/gu, ' ')
    .trim();
}
