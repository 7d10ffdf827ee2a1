import { decode, ExtensionCodec } from '@msgpack/msgpack';
import { plainDecimal, toDecimal } from '../../../framework/values/index.ts';
import { isMessage, isType, messagesIn } from './schema.ts';
import { Digits, isList, isValues, Open, Typed, type Type, type Value, type Values } from './value.ts';

// Answers in a normal form, in which equal meaning is equal text: numbers by their digits, sets in one order.

type Message = Readonly<Record<string, unknown>>;

const extensions = new ExtensionCodec();
extensions.register({ type: 0, encode: () => null, decode: () => new Open() });
extensions.register({
  type: 12,
  encode: () => null,
  decode(data) {
    const known = decode(data, { mapKeyConverter: (key) => String(key) });
    const notNull = isMessage(known) && known['1'] === false;
    const prefix = isMessage(known) ? known['2'] : undefined;
    return new Open({ ...(notNull && { notNull }), ...(typeof prefix === 'string' && { prefix }) });
  },
});

/** The value in a DynamicValue of an answer; undefined without one. */
export function valueIn(dynamic: unknown, type: Type): Value | undefined {
  const bytes = isMessage(dynamic) ? dynamic['msgpack'] : undefined;
  if (!(bytes instanceof Uint8Array) || bytes.length === 0) return undefined;
  return normal(decode(bytes, { extensionCodec: extensions, useBigInt64: true }), type);
}

function normal(value: unknown, type: Type): Value {
  if (value === null || value instanceof Open) return value;
  if (type === 'dynamic') return normalTyped(value);
  if (type === 'number') return numberOf(value);
  if (type === 'string' || type === 'bool') {
    if (typeof value === 'string' || typeof value === 'boolean') return value;
    throw new Error(`unexpected ${JSON.stringify(value)}`);
  }
  const [kind, of] = type;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    const all = items.map((item, i) => normal(item, typeAt(kind === 'tuple' && Array.isArray(of) ? of[i] : of)));
    return kind === 'set' ? sorted(all) : all;
  }
  if (!isMessage(value)) throw new Error(`unexpected ${JSON.stringify(value)}`);
  const names = Object.keys(value).sort();
  return Object.fromEntries(
    names.map((name) => [name, normal(value[name], typeAt(kind === 'object' && isMessage(of) ? of[name] : of))]),
  );
}

const typeAt = (type: unknown): Type => {
  if (isType(type)) return type;
  throw new Error(`not a type: ${JSON.stringify(type)}`);
};

function normalTyped(value: unknown): Value {
  const parts: readonly unknown[] = Array.isArray(value) ? value : [];
  const [bytes, of] = parts;
  if (!(bytes instanceof Uint8Array)) throw new Error('the dynamic value has no type');
  const type = typeAt(JSON.parse(Buffer.from(bytes).toString()));
  return new Typed(sortedType(type), normal(of, type));
}

const sortedType = (type: Type): Type => {
  const text = JSON.stringify(type, (_, part: unknown) =>
    isMessage(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
  return typeAt(JSON.parse(text));
};

const numberOf = (value: unknown): Digits => {
  if (typeof value === 'string') return new Digits(plainDecimal(value));
  if (typeof value === 'number' || typeof value === 'bigint') return new Digits(toDecimal(value));
  throw new Error(`not a number: ${JSON.stringify(value)}`);
};

const sorted = (items: readonly Value[]): Value[] =>
  items
    // Refinements must not change the order.
    .map((item) => [textOf(item).replace(/"open":\{[^}]*\}/g, '"open"'), item] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, item]) => item);

/** A text that is equal exactly for equal values. */
export const textOf = (value: Value | undefined): string =>
  JSON.stringify(value, (_, part: Value | undefined) => {
    if (part instanceof Open) return { open: { notNull: part.notNull, prefix: part.prefix } };
    if (part instanceof Typed) return { type: part.type, value: part.value };
    return part instanceof Digits ? { digits: part.text } : part;
  });

/** Severities and paths of the diagnostics, sorted. The wording is each framework's own. */
export function diagnosticsIn(answer: Message, field = 'diagnostics'): readonly string[] {
  return messagesIn(answer, field)
    .map((one) => `${String(one['severity'])} ${pathOf(one['attribute'])}`.trimEnd())
    .sort();
}

/** A path as HCL writes it. */
export const pathOf = (attribute: unknown): string =>
  isMessage(attribute)
    ? messagesIn(attribute, 'steps')
        .map((step) => {
          if (typeof step['attribute_name'] === 'string') return `.${step['attribute_name']}`;
          if (typeof step['element_key_string'] === 'string') return `[${JSON.stringify(step['element_key_string'])}]`;
          return `[${String(step['element_key_int'])}]`;
        })
        .join('')
        .slice(1)
    : '';

/** All places at which two values differ. */
export function differences(go: Value | undefined, ts: Value | undefined, at: string): readonly Difference[] {
  if (textOf(go) === textOf(ts)) return [];
  if (isValues(go) && isValues(ts)) {
    const names = [...new Set([...Object.keys(go), ...Object.keys(ts)])];
    return names.flatMap((name) => differences(own(go, name), own(ts, name), `${at}.${name}`));
  }
  if (isList(go) && isList(ts) && go.length === ts.length) {
    return go.flatMap((item, i) => differences(item, ts[i], `${at}[${i}]`));
  }
  return [{ at, go: textOf(go), ts: textOf(ts) }];
}

const own = (values: Values, name: string): Value | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined;

/** A place at which the answers differ: `planned_state.bag[0].id`. */
export interface Difference {
  readonly at: string;
  readonly go: string;
  readonly ts: string;
}
