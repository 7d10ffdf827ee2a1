import { truncate } from './text.ts';
import { type MacId, parseMacId, redactMacId, type Refusal } from '#autoprov';

/** No spelling of a MAC-ID is longer. Bounds the work for a longer text. */
const MAX_MAC_ID_LENGTH = 100;

export type ReadPhone =
  { readonly ok: true; readonly phone: MacId } | { readonly ok: false; readonly refusal: Refusal };

/** Parses a MAC or MAC-ID in any spelling. The refusal quotes the text, redacting anything that may be an ID. */
export function readPhone(text: string): ReadPhone {
  if (text.length > MAX_MAC_ID_LENGTH) return unreadable(truncate(text, MAX_MAC_ID_LENGTH));
  const parsed = parseMacId(text);
  return parsed.ok ? { ok: true, phone: parsed.value } : unreadable(text);
}

function unreadable(sent: string): ReadPhone {
  // Existing clients compare the value with the first 12 digits that they sent, so a readable MAC is quoted alone.
  const mac = /^\s*([0-9A-F]{12})(?![0-9A-F])/i.exec(sent)?.[1];
  return { ok: false, refusal: { code: 'mac_invalid', value: mac?.toUpperCase() ?? redactMacId(sent) } };
}
