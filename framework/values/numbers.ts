/** A number that the provider cannot hold. The message is a clause without a full stop. */
export class NumberError extends Error {}

/** More digits than the engine computes with (512 bits), and few enough to write out. */
const MAX_DIGITS = 10_000;

/**
 * A number of the engine as a JavaScript number. A JavaScript number stands for the shortest decimal that it prints, so
 * a double with more digits than it prints cannot be held either: sent back, it would be another number to the engine.
 *
 * @throws NumberError when digits would be lost
 */
export function toNumber(wire: number | bigint | string): number {
  if (Number.isSafeInteger(wire)) return Number(wire);
  const digits = toDecimal(wire);
  const value = Number(digits);
  if (!Number.isFinite(value)) throw new NumberError(`${shortened(digits)} is too large for this attribute`);
  if (plainDecimal(String(value)) !== digits) {
    throw new NumberError(`${shortened(digits)} has too many digits for this attribute`);
  }
  return value;
}

/** {@link toNumber} for a whole number. @throws NumberError when it has a fraction or is too large */
export function toInteger(wire: number | bigint | string): number {
  const value = toNumber(wire);
  if (!Number.isInteger(value)) throw new NumberError(`${wire} is not a whole number`);
  if (!Number.isSafeInteger(value)) throw new NumberError(`${wire} is too large for this attribute`);
  return value;
}

/** A number of the engine with all its digits, as {@link plainDecimal} writes them. */
export const toDecimal = (wire: number | bigint | string): string =>
  typeof wire === 'number' ? exactDecimal(wire) : plainDecimal(String(wire));

/** All digits of a double, which are more than it prints: 0.1 is 0.1000000000000000055511151231257827…. */
function exactDecimal(value: number): string {
  if (!Number.isFinite(value)) throw new NumberError(`${value} is not a decimal number`);
  // A double is a whole number over a power of two; times the same power of five, it is one over a power of ten.
  let whole = value;
  let halvings = 0;
  for (; !Number.isInteger(whole); halvings++) whole *= 2;
  return plainDecimal(`${BigInt(whole) * 5n ** BigInt(halvings)}e-${halvings}`);
}

/** A decimal number with all its digits, without exponent, superfluous zeros or a plus sign: `-0.25`, `1200`. */
export function plainDecimal(text: string): string {
  const match =
    text.length <= MAX_DIGITS ? /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d+))?$/.exec(text) : null;
  if (!match) throw new NumberError(`${shortened(text)} is not a decimal number`);
  const [, sign = '', whole = '', fraction = match[4] ?? '', , exponent = '0'] = match;
  const shift = Number(exponent);
  if (Math.abs(shift) > MAX_DIGITS) throw new NumberError(`${shortened(text)} has too many digits for this attribute`);
  let digits = whole + fraction;
  let point = whole.length + shift;
  if (point < 0) [digits, point] = ['0'.repeat(-point) + digits, 0];
  if (point > digits.length) digits = digits.padEnd(point, '0');
  const head = digits.slice(0, point).replace(/^0+/, '') || '0';
  const tail = digits.slice(point).replace(/0+$/, '');
  const plain = tail ? `${head}.${tail}` : head;
  return sign === '-' && plain !== '0' ? `-${plain}` : plain;
}

const shortened = (text: string): string => (text.length > 50 ? `${text.slice(0, 50)}…` : text);
