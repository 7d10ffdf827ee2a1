import { redact } from '../redact.ts';

/** The beginning of an answer that was not what it should be, as a person can read it: no tags, one line, no secrets. */
export function excerptOf(body: Uint8Array): string {
  const text = new TextDecoder()
    .decode(body)
    .replace(/<(script|style)\b.*?(?:<\/\1>|$)/gis, ' ')
    .replace(/<[^>]*(?:>|$)/g, ' ')
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim();
  const safe = redact(text);
  return safe.length > 200 ? `${safe.slice(0, 197)}...` : safe;
}
