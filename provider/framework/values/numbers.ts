/** A number that the provider cannot hold, in words that follow "… is ". */
export class NumberError extends Error {}

/** A number of the engine as a JavaScript number; throws {@link NumberError} where digits would be lost. */
export function toNumber(wire: number | bigint | string): number {
  const value = Number(wire);
  if (!Number.isFinite(value)) throw new NumberError(`${wire} is too large a number here`);
  if (typeof wire === 'bigint' && BigInt(value) !== wire)
    throw new NumberError(`${wire} has too many digits for a number here`);
  if (typeof wire === 'string' && plainDecimal(wire) !== plainDecimal(String(value))) {
    throw new NumberError(`${wire} has too many digits for a number here`);
  }
  return value;
}

/** The same, for a whole number. */
export function toInteger(wire: number | bigint | string): number {
  const value = toNumber(wire);
  if (!Number.isInteger(value)) throw new NumberError(`${wire} is not a whole number`);
  if (!Number.isSafeInteger(value)) throw new NumberError(`${wire} is too large a whole number here`);
  return value;
}

/** A decimal number with all its digits, without exponent, superfluous zeros or a plus sign: `-0.25`, `1200`. */
export function plainDecimal(text: string): string {
  const match = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text.trim());
  if (!match) throw new NumberError(`${text} is not a decimal number`);
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const shift = Number(exponent);
  let digits = whole + fraction;
  let point = whole.length + shift;
  if (point < 0) [digits, point] = ['0'.repeat(-point) + digits, 0];
  if (point > digits.length) digits = digits.padEnd(point, '0');
  const head = digits.slice(0, point).replace(/^0+/, '') || '0';
  const tail = digits.slice(point).replace(/0+$/, '');
  const plain = tail ? `${head}.${tail}` : head;
  return sign === '-' && plain !== '0' ? `-${plain}` : plain;
}
