import { parseMacId } from '../mac-id.ts';
import { parseRefusal, type Refusal } from '../protocol.ts';
import type { RedirectTarget } from '../redirect-target.ts';
import { isArray, type XmlRpcValue } from '#xmlrpc';

/** One row of the redirect database. */
export interface Registration extends RedirectTarget {
  /** 12 hex digits, upper case. */
  readonly mac: string;
  /** As the server writes it; the format is not documented. Null if the server has no date. */
  readonly date: string | null;
}

/** The service refused a request with an answer code. */
export interface Refused {
  readonly ok: false;
  readonly refusal: Refusal;
}

/** A phone was registered. */
export interface Registered {
  readonly ok: true;
  /** The server's text, `OK: password`. */
  readonly text: string;
  /** The part after the colon. */
  readonly password: string | undefined;
  /** The date of the registration, if the server states it in the header `registered-at`. */
  readonly date: string | undefined;
}
export type RegisterAnswer = Registered | Refused;
export type DeregisterAnswer = { readonly ok: true } | Refused;
export type CheckAnswer = { readonly ok: true; readonly registration: Registration } | Refused;

/** The value of a response does not have the form that the vendor manual documents. The message repeats no values. */
export class UnexpectedForm extends Error {}

/** Parses `[1, "OK: password"]` or `[0, code]`. */
export function parseRegisterAnswer(value: XmlRpcValue, date?: string): RegisterAnswer {
  const [flag, ...strings] = parseFlagged(value);
  return parseOutcome(flag, strings[0] ?? '', date);
}

/** Parses `[1, "OK"]` or `[0, code]`. */
export function parseDeregisterAnswer(value: XmlRpcValue): DeregisterAnswer {
  return toDeregisterAnswer(parseRegisterAnswer(value));
}

/**
 * Parses `[flag, s1, s2 … sn]`, one string per device in the order of the request. A list that is refused as a whole,
 * because of its URL or provider name, may come with a single string.
 */
export function parseRegisterListAnswer(value: XmlRpcValue, devices: number, date?: string): readonly RegisterAnswer[] {
  const [flag, ...strings] = parseFlagged(value);
  const whole = strings.length === 1 && !flag ? parseRefusal(strings[0] ?? '') : undefined;
  if (devices > 1 && whole !== undefined && (whole.code === 'url_invalid' || whole.code === 'name_invalid')) {
    return Array.from({ length: devices }, () => ({ ok: false, refusal: whole }));
  }
  if (strings.length !== devices) throw new UnexpectedForm(`${strings.length} results for ${devices} devices`);
  return strings.map((text) => parseOutcome(/^\s*OK\b/i.test(text), text, date));
}

/** Parses the list of a deregistration, which has the same form. */
export function parseDeregisterListAnswer(value: XmlRpcValue, devices: number): readonly DeregisterAnswer[] {
  return parseRegisterListAnswer(value, devices).map(toDeregisterAnswer);
}

/** Parses `[1, MAC, NAME, DATE, URL]` (in this order) or `[0, code]`. */
export function parseCheckAnswer(value: XmlRpcValue): CheckAnswer {
  const [flag, mac, providerName, date, url] = isArray(value) ? value : [];
  if (!parseFlag(flag)) return refused(mac === undefined ? '' : parseText(mac));
  if (mac === undefined || providerName === undefined || date === undefined || url === undefined) {
    throw new UnexpectedForm('[1, MAC, NAME, DATE, URL] is expected');
  }
  return {
    ok: true,
    registration: {
      mac: canonicalMac(parseText(mac)),
      providerName: parseText(providerName),
      url: parseText(url),
      date: parseDate(date),
    },
  };
}

/** Parses an array of `[MAC, NAME, URL, DATE]`. */
export function parseDeviceList(value: XmlRpcValue): readonly Registration[] {
  const expected = 'an array of [MAC, NAME, URL, DATE] is expected';
  if (!isArray(value)) throw new UnexpectedForm(expected);
  return value.map((row) => {
    if (!isArray(row) || row.length < 4) throw new UnexpectedForm(expected);
    const [mac = '', providerName = '', url = '', date = ''] = row;
    return {
      mac: canonicalMac(parseText(mac)),
      providerName: parseText(providerName),
      url: parseText(url),
      date: parseDate(date),
    };
  });
}

function parseFlagged(value: XmlRpcValue): readonly [boolean, ...string[]] {
  const [flag, ...rest] = isArray(value) ? value : [];
  return [parseFlag(flag), ...rest.map(parseText)];
}

/** Parses a Boolean. Some servers send the integer or the string 1. */
function parseFlag(value: XmlRpcValue | undefined): boolean {
  if (value === true || value === 1 || value === '1' || value === 'true') return true;
  if (value === false || value === 0 || value === '0' || value === 'false') return false;
  throw new UnexpectedForm('an array that begins with a Boolean is expected');
}

function parseText(value: XmlRpcValue): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value instanceof Date) return value.toISOString().slice(0, 19).replace('T', ' ');
  throw new UnexpectedForm('a string is expected in place of another type');
}

/** Parses a date as text. Some servers send nil, or an empty date or text, for one that they do not have. */
function parseDate(value: XmlRpcValue): string | null {
  const text = value === null ? '' : parseText(value);
  return text === '' ? null : text;
}

function parseOutcome(ok: boolean, text: string, date: string | undefined): RegisterAnswer {
  if (!ok) return refused(text);
  const [, password = ''] = /^\s*OK\s*:\s*(.*?)\s*$/is.exec(text) ?? [];
  return { ok, text, password: password === '' ? undefined : password, date };
}

function refused(text: string): Refused {
  const refusal = parseRefusal(text);
  if (refusal === undefined) throw new UnexpectedForm('a refusal without a known answer code');
  return { ok: false, refusal };
}

function toDeregisterAnswer(answer: RegisterAnswer): DeregisterAnswer {
  return answer.ok ? { ok: true } : answer;
}

/** The 12 digits of a MAC in any spelling, or the text unchanged if it is not a MAC. */
function canonicalMac(text: string): string {
  if (/^[0-9A-F]{12}$/.test(text)) return text;
  const parsed = parseMacId(text);
  return parsed.ok ? parsed.value.mac : text;
}
