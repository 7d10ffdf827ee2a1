import { truncate } from './text.ts';
import { redactMacIds, type MacId, parseMacId, type Refusal } from '#autoprov';

const maxMacIdLength = 100;

/** The phone that a text names, or why it names none. */
export type Phone = { readonly ok: true; readonly phone: MacId } | { readonly ok: false; readonly refusal: Refusal };

/** Reads a MAC or a MAC-ID, in any spelling. The refusal carries what was sent, but nothing that may be an ID. */
export function readPhone(text: string): Phone {
  // Nobody writes a MAC-ID in more; and nobody shall keep us busy with a megabyte of blanks.
  if (text.length > maxMacIdLength) return unreadable(truncate(text, maxMacIdLength));
  const parsed = parseMacId(text);
  return parsed.ok ? { ok: true, phone: parsed.value } : unreadable(text);
}

function unreadable(sent: string): Phone {
  // Clients in use cut a MAC-ID they sent at its 12th digit and compare: so a MAC that can be read stands alone.
  const mac = /^\s*([0-9A-F]{12})(?![0-9A-F])/i.exec(sent)?.[1];
  return { ok: false, refusal: { code: 'mac_invalid', value: mac?.toUpperCase() ?? redactMacIds(sent) } };
}
