import {
  type AnswerCode,
  formatRefusal,
  hideMacId,
  type MacId,
  maxRedirectUrlLength,
  parseMacId,
} from '../../autoprov/index.ts';

/** The literal answer to a registration (vendor manual): the word, not a password. */
export const registered = 'OK: password';
/** The literal answer to a deregistration (vendor manual). */
export const deregistered = 'OK';

/** `mac_not_found:7C2F80820EC0`: the code and the value that it is about, cut where it is longer than `room` characters. */
export function refusal(code: AnswerCode, value: string, room: number = maxRedirectUrlLength): string {
  return formatRefusal({ code, value: value.length > room ? `${beginning(value, room)}...` : value });
}

/** The first `length` characters, without half a character at the end: XML could not carry it. */
export function beginning(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
}

/** The refusal of a MAC-ID that cannot be read. Carries what was sent, but nothing that may be an ID. */
export function unreadableMac(sent: string): string {
  // Clients in use cut a MAC-ID they sent at its 12th digit and compare: so a MAC that can be read stands alone.
  const mac = /^\s*([0-9A-F]{12})(?![0-9A-F])/i.exec(sent)?.[1];
  return refusal('mac_invalid', mac?.toUpperCase() ?? hideMacId(sent));
}

const maxMacIdLength = 100;

/** The phone that a text names, or the refusal. */
export type Phone = { readonly ok: true; readonly phone: MacId } | { readonly ok: false; readonly refusal: string };

/** Reads a MAC or a MAC-ID, in any spelling. */
export function readPhone(text: string): Phone {
  // Nobody writes a MAC-ID in more; and nobody shall keep us busy with a megabyte of blanks.
  if (text.length > maxMacIdLength) return { ok: false, refusal: unreadableMac(beginning(text, maxMacIdLength)) };
  const parsed = parseMacId(text);
  return parsed.ok ? { ok: true, phone: parsed.value } : { ok: false, refusal: unreadableMac(text) };
}

/** DATE on the wire: `2026-11-24 04:19:16`, in UTC. The vendor documents no format; this one sorts. */
export function formatDate(date: Date): string {
  return date.toISOString().slice(0, 19).replace('T', ' ');
}
