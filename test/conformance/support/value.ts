import { encode, ExtData } from '@msgpack/msgpack';
import { plainDecimal } from '../../../framework/values/index.ts';

// Values of the engine's language, in the form that tests use.

/** A type as the protocol's JSON writes it. */
export type Type = 'string' | 'bool' | 'number' | 'dynamic' | readonly [string, unknown];

/** An unknown value with its refinements. */
export class Open {
  readonly notNull: boolean | undefined;
  readonly prefix: string | undefined;
  constructor(refinements: { readonly notNull?: boolean; readonly prefix?: string } = {}) {
    this.notNull = refinements.notNull;
    this.prefix = refinements.prefix;
  }
}
export const open = new Open();

/** A number with more digits than a JavaScript number has. */
export class Digits {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A `dynamic` value: it carries its type. */
export class Typed {
  readonly type: Type;
  readonly value: Value;
  constructor(type: Type, value: Value) {
    this.type = type;
    this.value = value;
  }
}

export type Value = null | string | number | boolean | Open | Digits | Typed | readonly Value[] | Values;
export interface Values {
  readonly [name: string]: Value;
}

export const isValues = (value: Value | undefined): value is Values =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Open || value instanceof Digits || value instanceof Typed);

export const isList = (value: Value | undefined): value is readonly Value[] => Array.isArray(value);

/** A DynamicValue, as the engine encodes it. */
export const message = (value: Value) => ({ msgpack: Buffer.from(encode(raw(value))) });

function raw(value: Value): unknown {
  if (value instanceof Open) return rawOpen(value);
  if (value instanceof Digits) return rawNumber(value.text);
  if (value instanceof Typed) return [Buffer.from(JSON.stringify(value.type)), raw(value.value)];
  if (typeof value === 'number') return rawNumber(String(value));
  if (isList(value)) return value.map(raw);
  if (!isValues(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, raw(item)]));
}

function rawOpen({ notNull, prefix }: Open): ExtData {
  if (notNull === undefined && prefix === undefined) return new ExtData(0, new Uint8Array([0]));
  const known = new Map<number, unknown>();
  if (notNull === true) known.set(1, false);
  if (prefix !== undefined) known.set(2, prefix);
  // The keys must be encoded as numbers.
  const parts = [...known].map(([key, of]) => Buffer.concat([Buffer.from([key]), encode(of)]));
  return new ExtData(12, Buffer.concat([Buffer.from([0x80 + known.size]), ...parts]));
}

/** A number that a double represents exactly is encoded as a number, any other as text. */
function rawNumber(text: string): number | string {
  const value = Number(text);
  const exact = Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isInteger(value * 1024);
  return exact && plainDecimal(String(value)) === plainDecimal(text) ? value : text;
}
