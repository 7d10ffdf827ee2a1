import { Buffer } from 'node:buffer';
import { codePointName } from './characters.ts';
import { XmlRpcValueError, type Path } from './errors.ts';
import { defaultLimits, isArray, type XmlRpcValue } from './message.ts';

const xmlDeclaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
/** Streams yield their text in pieces of about this many characters. */
const PIECE_LENGTH = 16_384;

/**
 * Encodes a call.
 *
 * @throws XmlRpcValueError with the path of a value that XML-RPC cannot represent
 */
export function encodeCall(method: string, params: readonly XmlRpcValue[]): string {
  let text = `${xmlDeclaration}<methodCall><methodName>${escapeText(method, [])}</methodName><params>`;
  for (const [index, param] of params.entries()) text = `${appendValue(`${text}<param>`, param, [index])}</param>`;
  return `${text}</params></methodCall>\n`;
}

/**
 * Encodes the response that carries one value.
 *
 * @throws XmlRpcValueError with the path of a value that XML-RPC cannot represent
 */
export function encodeResponse(value: XmlRpcValue): string {
  return `${appendValue(`${xmlDeclaration}<methodResponse><params><param>`, value, [])}</param></params></methodResponse>\n`;
}

/**
 * Encodes the response that reports a failure; `code` is an integer of 32 bits.
 *
 * @throws XmlRpcValueError if the message contains a character that XML cannot represent
 */
export function encodeFault(code: number, message: string): string {
  const fault = { faultCode: code, faultString: message };
  return `${appendValue(`${xmlDeclaration}<methodResponse><fault>`, fault, [])}</fault></methodResponse>\n`;
}

/**
 * Encodes the response that carries one array, whose elements arrive in pages. Yields pieces of about 16,384 characters.
 * An error of the source, or an XmlRpcValueError, ends the iteration in the middle of the document.
 */
export async function* encodeResponseStream(
  pages: Iterable<readonly XmlRpcValue[]> | AsyncIterable<readonly XmlRpcValue[]>,
): AsyncGenerator<string, void, undefined> {
  let piece = `${xmlDeclaration}<methodResponse><params><param><value><array><data>`;
  let index = 0;
  const path: Path = [];
  for await (const page of pages) {
    for (const element of page) {
      path[0] = index++;
      piece = appendValue(piece, element, path);
      if (piece.length >= PIECE_LENGTH) {
        yield piece;
        piece = '';
      }
    }
  }
  yield `${piece}</data></array></value></param></params></methodResponse>\n`;
}

/**
 * Appends one value as a `<value>` element to `before`. `path` locates the value for an error; it is changed meanwhile and
 * restored at the end.
 *
 * Everything is appended to a single string: V8 keeps it as a list of parts and copies each part once, when the string is
 * sent. Returning a string from each level would take a third longer.
 */
function appendValue(before: string, value: XmlRpcValue, path: Path): string {
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
      throw new XmlRpcValueError(`XML-RPC has no type for a ${typeof value}`, path);
  }
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
    throw new XmlRpcValueError(`more than ${defaultLimits.depth} levels of arrays and structs`, []);
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

/** Characters that need escaping or that XML 1.0 forbids. Surrogates get a second look, since most come in pairs. */
const unusual = /[&<>\r\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/;
const forbidden = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/u;
// A parser turns a bare carriage return into a line feed, and text must not contain "]]>".
const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };

function escapeText(text: string, path: Readonly<Path>): string {
  if (!unusual.test(text)) return text;
  const code = forbidden.exec(text)?.[0].charCodeAt(0);
  if (code !== undefined) {
    const kind = code >= 0xd800 && code <= 0xdfff ? 'a lone surrogate' : 'a character that XML does not allow';
    throw new XmlRpcValueError(`${kind} (${codePointName(code)})`, path);
  }
  return text.replace(/[&<>\r]/g, (sign) => escapes[sign] ?? sign);
}

function encodeInteger(value: number | bigint): string {
  return value >= -0x80000000 && value <= 0x7fffffff ? `<int>${value}</int>` : `<i8>${value}</i8>`;
}

/** Encodes an integer beyond 2^53 as a double: such a number is not exact. */
function encodeNumber(value: number, path: Readonly<Path>): string {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return encodeInteger(value);
  if (!Number.isFinite(value)) throw new XmlRpcValueError(`XML-RPC cannot represent ${value}`, path);
  return `<double>${decimalNotation(value)}</double>`;
}

/** The shortest digits that identify the number, without an exponent, which the specification does not allow. */
function decimalNotation(value: number): string {
  const [mantissa = '', power = '0'] = value.toExponential().split('e');
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const digits = mantissa.replace(/[-.]/g, '');
  const point = Number(power) + 1;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.slice(0, point).padEnd(point, '0')}.${digits.slice(point) || '0'}`;
}

/** `20261124T04:19:16`, in UTC. The specification has no fractions of a second, so they are dropped. */
function encodeDate(date: Date, path: Readonly<Path>): string {
  const year = date.getUTCFullYear();
  if (!(year >= 0 && year <= 9999)) throw new XmlRpcValueError('a date outside the years 0 to 9999', path);
  return date.toISOString().slice(0, 19).replaceAll('-', '');
}
