import { Buffer } from 'node:buffer';
import { defaultLimits } from './limits.ts';
import { isArray, type XmlRpcValue } from './message.ts';
import { codePointName } from './references.ts';
import { XmlRpcValueError, type Path } from './value-error.ts';

/**
 * The text before it with one value behind it, as a `<value>` element. `path` says where it stands, for the error; it comes
 * back as it was. Throws XmlRpcValueError for what XML-RPC cannot carry.
 *
 * All of a document is appended to one text: V8 then makes a list of its parts and copies each once, when the text is sent.
 * Texts of texts of texts would take a third longer.
 */
export function appendValue(before: string, value: XmlRpcValue, path: Path): string {
  let text = before;
  switch (typeof value) {
    case 'string':
      text += '<value><string>';
      text += escapeText(value, path);
      text += '</string></value>';
      return text;
    case 'number':
      return `${text}<value>${encodeNumber(value, path)}</value>`;
    case 'bigint':
      if (BigInt.asIntN(64, value) !== value) throw new XmlRpcValueError('an integer of more than 64 bits', path);
      return `${text}<value>${encodeInteger(value)}</value>`;
    case 'boolean':
      return `${text}<value><boolean>${value ? 1 : 0}</boolean></value>`;
    case 'object':
      return appendObject(text, value, path);
    default:
      throw new XmlRpcValueError(`${typeof value} is no type of XML-RPC`, path);
  }
}

/** What means something else in XML, and what XML 1.0 forbids. Surrogates are looked at closer: most come in pairs. */
const unusual = /[&<>\r\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/;
const forbidden = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/u;
// A bare carriage return would come out as a line feed, and "]]>" is not allowed in text.
const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };

/** Text as it may stand between tags. Throws XmlRpcValueError for characters that XML 1.0 has no place for. */
export function escapeText(text: string, path: Readonly<Path>): string {
  if (!unusual.test(text)) return text;
  const bad = forbidden.exec(text)?.[0].charCodeAt(0);
  if (bad !== undefined) {
    const what = bad >= 0xd800 && bad <= 0xdfff ? 'half a character' : 'a character that XML cannot carry';
    throw new XmlRpcValueError(`${what} (${codePointName(bad)})`, path);
  }
  return text.replace(/[&<>\r]/g, (sign) => escapes[sign] ?? sign);
}

function encodeInteger(value: number | bigint): string {
  return value >= -0x80000000 && value <= 0x7fffffff ? `<int>${value}</int>` : `<i8>${value}</i8>`;
}

/** An integer beyond 2^53 is a double here, because as a number it stands for its neighbours as well. */
function encodeNumber(value: number, path: Readonly<Path>): string {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return encodeInteger(value);
  if (!Number.isFinite(value)) throw new XmlRpcValueError(`${value} is no number that XML-RPC can carry`, path);
  return `<double>${decimalNotation(value)}</double>`;
}

/** The shortest digits that give the same number back, without an exponent, which the specification does not allow. */
function decimalNotation(value: number): string {
  const [mantissa = '', power = '0'] = value.toExponential().split('e');
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const digits = mantissa.replace(/[-.]/g, '');
  const point = Number(power) + 1;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.slice(0, point).padEnd(point, '0')}.${digits.slice(point) || '0'}`;
}

function appendObject(before: string, value: XmlRpcValue & (object | null), path: Path): string {
  if (value === null) return `${before}<value><nil/></value>`;
  if (value instanceof Date) {
    return `${before}<value><dateTime.iso8601>${encodeDate(value, path)}</dateTime.iso8601></value>`;
  }
  if (value instanceof Uint8Array) {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return `${before}<value><base64>${bytes.toString('base64')}</base64></value>`;
  }
  if (path.length > defaultLimits.depth) {
    throw new XmlRpcValueError(`more than ${defaultLimits.depth} arrays and structs within each other`, []);
  }
  const depth = path.length;
  let text = before;
  if (isArray(value)) {
    text += '<value><array><data>';
    let index = 0;
    for (const element of value) {
      path[depth] = index++;
      text = appendValue(text, element, path);
    }
    text += '</data></array></value>';
  } else {
    text += '<value><struct>';
    for (const [name, member] of Object.entries(value)) {
      path[depth] = name;
      text = appendValue(`${text}<member><name>${escapeText(name, path)}</name>`, member, path);
      text += '</member>';
    }
    text += '</struct></value>';
  }
  path.length = depth;
  return text;
}

/** `20261124T04:19:16`, in UTC; parts of a second are left out, as the specification has no place for them. */
function encodeDate(date: Date, path: Readonly<Path>): string {
  const year = date.getUTCFullYear();
  if (!(year >= 0 && year <= 9999)) throw new XmlRpcValueError('no date between the years 0 and 9999', path);
  return date.toISOString().slice(0, 19).replaceAll('-', '');
}
