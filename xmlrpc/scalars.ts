import { Buffer } from 'node:buffer';
import { XmlRpcSyntaxError } from './errors.ts';
import type { XmlRpcValue } from './message.ts';

/** Parses the text of a scalar element. Surrounding blanks are significant only in a string. */
export function parseScalar(type: string, text: string): XmlRpcValue {
  switch (type) {
    case 'string':
      return text;
    case 'int':
    case 'i4':
    case 'i8':
    case 'i1':
    case 'i2':
    case 'biginteger':
      return parseInteger(type, text.trim());
    case 'boolean':
      return parseBoolean(text.trim());
    case 'double':
    case 'float':
      return parseDouble(type, text.trim());
    case 'bigdecimal':
      return text.trim();
    case 'dateTime.iso8601':
    case 'dateTime':
      return parseDateTime(type, text.trim());
    case 'base64':
    case 'serializable':
      return parseBase64(type, text);
    case 'nil':
      if (text.trim() !== '') throw new XmlRpcSyntaxError('text in <nil>');
      return null;
    default:
      throw new XmlRpcSyntaxError(`<${type}> is not a type of XML-RPC`);
  }
}

/** 64 bits take 20 digits; the rest allows for leading zeros. BigInt takes a second for a million digits. */
const MAX_DIGITS = 80;

/** Parses an integer of any declared width: some peers write large integers as `<int>`. */
function parseInteger(type: string, text: string): number | bigint {
  if (!/^[+-]?[0-9]+$/.test(text) || text.length > MAX_DIGITS)
    throw new XmlRpcSyntaxError(`<${type}> does not contain an integer`);
  const number = Number(text);
  // Adding 0 turns -0 into 0.
  if (Number.isSafeInteger(number)) return number + 0;
  return BigInt(text.replace(/^\+/, ''));
}

/** The specification knows 1 and 0 only, but some peers write true and false. */
function parseBoolean(text: string): boolean {
  if (text === '1' || /^true$/i.test(text)) return true;
  if (text === '0' || /^false$/i.test(text)) return false;
  throw new XmlRpcSyntaxError('<boolean> contains neither 0 nor 1');
}

function parseDouble(type: string, text: string): number {
  // This expression never backtracks over digits, so its time is linear in their number.
  if (/^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[+-]?[0-9]+)?$/i.test(text)) return Number(text);
  // Not in the specification, but Python, Java and PHP write these.
  const [, sign, name] = /^([+-]?)(nan|inf(?:inity)?)$/i.exec(text) ?? [];
  if (name === undefined) throw new XmlRpcSyntaxError(`<${type}> does not contain a number`);
  return /^nan$/i.test(name) ? Number.NaN : sign === '-' ? -Infinity : Infinity;
}

const dateTime =
  /^(\d{4})(-?)(\d\d)\2(\d\d)[T ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?(?:(Z)|([+-])(\d\d):?(\d\d)?)?$/i;

/**
 * Parses `19980717T14:08:55` (specification) and the other forms of ISO 8601. Without a zone the time is UTC. Some peers send
 * an empty element for a date that they do not have.
 */
function parseDateTime(type: string, text: string): Date | null {
  if (text === '') return null;
  const parts = dateTime.exec(text);
  if (parts !== null) {
    const [, year, , month, day, hour, minute, second = '00', fraction = '', , sign, zoneHours, zoneMinutes = '00'] =
      parts;
    const milliseconds = fraction.padEnd(3, '0').slice(0, 3);
    const zone = sign === undefined ? 'Z' : `${sign}${zoneHours ?? '00'}:${zoneMinutes}`;
    const date = new Date(
      `${year ?? ''}-${month ?? ''}-${day ?? ''}T${hour ?? ''}:${minute ?? ''}:${second}.${milliseconds}${zone}`,
    );
    // Date would accept 31 February as 3 March.
    if (!Number.isNaN(date.getTime()) && (sign !== undefined || date.getUTCDate() === Number(day) || hour === '24'))
      return date;
  }
  throw new XmlRpcSyntaxError(`<${type}> does not contain a date and time`);
}

/** Parses base64. Blanks are ignored, because peers wrap lines, and the padding is optional. */
function parseBase64(type: string, text: string): Uint8Array {
  const packed = /\s/.test(text) ? text.replace(/\s+/g, '') : text;
  const digits = packed.endsWith('=') ? packed.replace(/={1,2}$/, '') : packed;
  if (!/^[A-Za-z0-9+/]*$/.test(digits) || digits.length % 4 === 1)
    throw new XmlRpcSyntaxError(`<${type}> does not contain base64`);
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  Buffer.from(bytes.buffer).write(digits, 'base64');
  return bytes;
}
