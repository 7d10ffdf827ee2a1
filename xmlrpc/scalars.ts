import { Buffer } from 'node:buffer';
import type { XmlRpcValue } from './message.ts';
import { XmlRpcSyntaxError } from './syntax-error.ts';

/** The value of an element that holds text alone. Blanks around it count only in a string. */
export function readScalar(type: string, text: string): XmlRpcValue {
  switch (type) {
    case 'string':
      return text;
    case 'int':
    case 'i4':
    case 'i8':
    case 'i1':
    case 'i2':
    case 'biginteger':
      return readInteger(type, text.trim());
    case 'boolean':
      return readBoolean(text.trim());
    case 'double':
    case 'float':
      return readDouble(type, text.trim());
    case 'dateTime.iso8601':
      return readDateTime(text.trim());
    case 'base64':
      return readBase64(text);
    case 'nil':
      if (text.trim() !== '') throw new XmlRpcSyntaxError('text in <nil>');
      return null;
    default:
      throw new XmlRpcSyntaxError(`<${type}> is no type of XML-RPC`);
  }
}

/** Longer integers are no bigger than 64 bits but for leading zeros; reading one of a million digits takes a second. */
const maxDigits = 80;

/** An integer of any declared width: senders write what does not fit into `<int>` there all the same. */
function readInteger(type: string, text: string): number | bigint {
  if (!/^[+-]?[0-9]+$/.test(text) || text.length > maxDigits) throw new XmlRpcSyntaxError(`no integer in <${type}>`);
  const number = Number(text);
  // "-0" would be a minus zero, which is no integer.
  if (Number.isSafeInteger(number)) return number + 0;
  return BigInt(text.replace(/^\+/, ''));
}

/** 1 and 0 by the specification; true and false by senders who did not read it. */
function readBoolean(text: string): boolean {
  if (text === '1' || /^true$/i.test(text)) return true;
  if (text === '0' || /^false$/i.test(text)) return false;
  throw new XmlRpcSyntaxError('neither 0 nor 1 in <boolean>');
}

function readDouble(type: string, text: string): number {
  // There is one way to read each digit, so a million of them take no longer than they must.
  if (/^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[+-]?[0-9]+)?$/i.test(text)) return Number(text);
  // Not in the specification, but what Python, Java and PHP write.
  const [, sign, name] = /^([+-]?)(nan|inf(?:inity)?)$/i.exec(text) ?? [];
  if (name === undefined) throw new XmlRpcSyntaxError(`no number in <${type}>`);
  return /^nan$/i.test(name) ? Number.NaN : sign === '-' ? -Infinity : Infinity;
}

const dateTime =
  /^(\d{4})(-?)(\d\d)\2(\d\d)[T ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?(?:(Z)|([+-])(\d\d):?(\d\d)?)?$/i;

/** `19980717T14:08:55` of the specification, and the other spellings of ISO 8601. UTC where no zone is stated. */
function readDateTime(text: string): Date {
  const parts = dateTime.exec(text);
  if (parts !== null) {
    const [, year, , month, day, hour, minute, second = '00', fraction = '', , sign, zoneHours, zoneMinutes = '00'] =
      parts;
    const milliseconds = fraction.padEnd(3, '0').slice(0, 3);
    const zone = sign === undefined ? 'Z' : `${sign}${zoneHours ?? '00'}:${zoneMinutes}`;
    const date = new Date(
      `${year ?? ''}-${month ?? ''}-${day ?? ''}T${hour ?? ''}:${minute ?? ''}:${second}.${milliseconds}${zone}`,
    );
    // Date takes the 31st of February for the 3rd of March; a document that says so is wrong.
    if (!Number.isNaN(date.getTime()) && (sign !== undefined || date.getUTCDate() === Number(day) || hour === '24'))
      return date;
  }
  throw new XmlRpcSyntaxError('no date and time in <dateTime.iso8601>');
}

/** Base64 with blanks anywhere, as peers wrap it into lines; the padding may be missing, anything else is an error. */
function readBase64(text: string): Uint8Array {
  const packed = /\s/.test(text) ? text.replace(/\s+/g, '') : text;
  const digits = packed.endsWith('=') ? packed.replace(/={1,2}$/, '') : packed;
  if (!/^[A-Za-z0-9+/]*$/.test(digits) || digits.length % 4 === 1) throw new XmlRpcSyntaxError('no base64 in <base64>');
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  Buffer.from(bytes.buffer).write(digits, 'base64');
  return bytes;
}
