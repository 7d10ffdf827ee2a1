import { parseMacId } from '../mac-id.ts';
import { parseRefusal, type Refusal } from '../protocol.ts';
import { isArray, type XmlRpcValue } from '#xmlrpc';

/** One row of the redirect database. */
export interface Registration {
  /** 12 hex digits, upper case. */
  readonly mac: string;
  readonly providerName: string;
  readonly url: string;
  /** The server's words; their format is not documented. */
  readonly date: string;
}

export interface Refused {
  readonly ok: false;
  readonly refusal: Refusal;
}

/** A phone was registered. */
export interface RegisteredAnswer {
  readonly ok: true;
  /** The server's `OK: password`. */
  readonly text: string;
  /** What stands after the colon. */
  readonly password: string | undefined;
  /** The registration's DATE, where the server says it beside its answer. */
  readonly date: string | undefined;
}
export type RegisterAnswer = RegisteredAnswer | Refused;
export type DeregisterAnswer = { readonly ok: true } | Refused;
export type CheckAnswer = { readonly ok: true; readonly registration: Registration } | Refused;

/** An answer of another shape than the vendor manual has it. Tells the shape, not the values. */
export class UnexpectedShape extends Error {}

/** `[1, "OK: password"]` or `[0, code]`. */
export function readRegisterAnswer(value: XmlRpcValue, date?: string): RegisterAnswer {
  const [flag, ...strings] = readFlagged(value);
  return readOutcome(flag, strings[0] ?? '', date);
}

/** `[1, "OK"]` or `[0, code]`. */
export function readDeregisterAnswer(value: XmlRpcValue): DeregisterAnswer {
  return withoutPassword(readRegisterAnswer(value));
}

/** As readListAnswer, for phones that were deregistered: there is no password to tell. */
export function readDeregisterListAnswer(value: XmlRpcValue, devices: number): readonly DeregisterAnswer[] {
  return readListAnswer(value, devices).map(withoutPassword);
}

function withoutPassword(answer: RegisterAnswer): DeregisterAnswer {
  return answer.ok ? { ok: true } : answer;
}

/**
 * `[flag, s1, s2 … sn]`, one string a device in the order of the request. A list that is refused as a whole, for its
 * URL or its name, may come with that one string.
 */
export function readListAnswer(value: XmlRpcValue, devices: number, date?: string): readonly RegisterAnswer[] {
  const [flag, ...strings] = readFlagged(value);
  const whole = strings.length === 1 && !flag ? parseRefusal(strings[0] ?? '') : undefined;
  if (devices > 1 && whole !== undefined && (whole.code === 'url_invalid' || whole.code === 'name_invalid')) {
    return Array.from({ length: devices }, () => ({ ok: false, refusal: whole }));
  }
  if (strings.length !== devices) {
    throw new UnexpectedShape(`it has ${strings.length} results for ${devices} devices`);
  }
  return strings.map((text) => readOutcome(isSuccess(text), text, date));
}

/** `[1, MAC, NAME, DATE, URL]` (in this order) or `[0, code]`. */
export function readCheckAnswer(value: XmlRpcValue): CheckAnswer {
  const [flag, mac, providerName, date, url] = readFlagged(value);
  if (!flag) return refused(mac ?? '');
  if (mac === undefined || providerName === undefined || date === undefined || url === undefined) {
    throw new UnexpectedShape('it should be [1, MAC, NAME, DATE, URL]');
  }
  return { ok: true, registration: { mac: canonicalMac(mac), providerName, url, date } };
}

/** An array of `[MAC, NAME, URL, DATE]`. */
export function readDeviceList(value: XmlRpcValue): readonly Registration[] {
  if (!isArray(value)) throw new UnexpectedShape('it should be an array');
  return value.map((row) => {
    if (!isArray(row) || row.length < 4) throw new UnexpectedShape('it should be an array of [MAC, NAME, URL, DATE]');
    const [mac = '', providerName = '', url = '', date = ''] = row;
    return {
      mac: canonicalMac(readText(mac)),
      providerName: readText(providerName),
      url: readText(url),
      date: readText(date),
    };
  });
}

function readFlagged(value: XmlRpcValue): readonly [boolean, ...string[]] {
  if (!isArray(value) || value.length < 1)
    throw new UnexpectedShape('it should be an array that begins with a Boolean');
  const [flag = null, ...rest] = value;
  return [readFlag(flag), ...rest.map(readText)];
}

/** A Boolean, which may arrive as the integer or the text 1. */
function readFlag(value: XmlRpcValue): boolean {
  if (value === true || value === 1 || value === '1' || value === 'true') return true;
  if (value === false || value === 0 || value === '0' || value === 'false') return false;
  throw new UnexpectedShape('its first element should be a Boolean');
}

function readText(value: XmlRpcValue): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value instanceof Date) return value.toISOString().slice(0, 19).replace('T', ' ');
  throw new UnexpectedShape('it has something else where a string should stand');
}

function readOutcome(ok: boolean, text: string, date: string | undefined): RegisterAnswer {
  if (!ok) return refused(text);
  const [, password = ''] = /^\s*OK\s*:\s*(.*?)\s*$/is.exec(text) ?? [];
  return { ok, text, password: password === '' ? undefined : password, date };
}

function refused(text: string): Refused {
  const refusal = parseRefusal(text);
  if (refusal === undefined) throw new UnexpectedShape('it refuses with a word that is none of the answer codes');
  return { ok: false, refusal };
}

function isSuccess(text: string): boolean {
  return /^\s*OK\b/i.test(text);
}

/** The 12 digits, whatever else the server put between or behind them; its own words where they are no MAC. */
function canonicalMac(text: string): string {
  if (/^[0-9A-F]{12}$/.test(text)) return text;
  const parsed = parseMacId(text);
  return parsed.ok ? parsed.value.mac : text;
}
