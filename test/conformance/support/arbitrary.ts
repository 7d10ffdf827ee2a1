import fc from 'fast-check';
import { textOf } from './normal.ts';
import { isMessage, isType, type Attribute, type Members, type Nested } from './schema.ts';
import { Digits, isList, isValues, Open, open, Typed, type Type, type Value, type Values } from './value.ts';

// Generators of valid configurations, by the schema of a provider.

/** A configuration without unknown values. */
export const configurations = ({ attributes, blocks }: Members): fc.Arbitrary<Values> =>
  fc.record({
    ...Object.fromEntries(attributes.map((one) => [one.name, attributeValues(one)])),
    ...Object.fromEntries(Object.entries(blocks).map(([name, nested]) => [name, blockValues(nested)])),
  });

function attributeValues(attribute: Attribute): fc.Arbitrary<Value> {
  const { name, type, required, optional } = attribute;
  if (!required && !optional) return fc.constant(null);
  const values = isType(type) ? valuesOf(type, numbersOf(name)) : nestedValues(type);
  return required ? values : fc.option(values, { freq: 2 });
}

const nestedValues = (nested: Nested): fc.Arbitrary<Value> =>
  nested.nesting === 'single' ? configurations(nested.members) : many(nested);

/** Repeated blocks are never null, only absent. */
const blockValues = (nested: Nested): fc.Arbitrary<Value> =>
  nested.nesting === 'single' ? fc.option(configurations(nested.members)) : many(nested);

function many({ nesting, members }: Nested): fc.Arbitrary<Value> {
  const one = configurations(members);
  if (nesting === 'map') return fc.dictionary(names, one, { maxKeys: 2 });
  if (nesting === 'list') return fc.array(one, { maxLength: 2 });
  return fc.uniqueArray(one, { maxLength: 3, selector: textOf });
}

const texts = fc.constantFrom('a', 'b', 'c', '', 'Straße', '0.1');
const names = fc.constantFrom('x', 'y', 'constructor', 'a b');
const digits = fc
  .constantFrom('0', '1', '-7', '2.5', '12345678901234567890.5', '1180591620717411303424')
  .map((text) => new Digits(text));
const fractions = fc.constantFrom(0, 1, -0.5, 0.1, 1e21, 123.456);
const wholes = fc.constantFrom(0, 1, -1, 127, 128, 65_536, -2_147_483_649, Number.MAX_SAFE_INTEGER);

/** Numbers by the attribute's type in Go: an int64, a float64 with a short decimal, or a number with all digits. */
function numbersOf(attribute: string): fc.Arbitrary<Value> {
  if (/amount|rates|people/.test(attribute)) return digits;
  return attribute.includes('ratio') ? fractions : wholes;
}

function valuesOf(type: Type, numbers: fc.Arbitrary<Value>): fc.Arbitrary<Value> {
  if (type === 'string') return texts;
  if (type === 'bool') return fc.boolean();
  if (type === 'number') return numbers;
  if (type === 'dynamic') return dynamics;
  const [kind, of] = type;
  if (kind === 'object' && isMessage(of)) {
    const members: fc.Arbitrary<Values> = fc.record(
      Object.fromEntries(Object.entries(of).map(([name, one]) => [name, fc.option(elementsOf(one, numbers))])),
    );
    return members;
  }
  if (kind === 'map') return fc.dictionary(names, elementsOf(of, numbers), { maxKeys: 2 });
  if (kind === 'set') return fc.uniqueArray(elementsOf(of, numbers), { maxLength: 3, selector: textOf });
  return fc.array(elementsOf(of, numbers), { maxLength: 3 });
}

const elementsOf = (type: unknown, numbers: fc.Arbitrary<Value>): fc.Arbitrary<Value> => {
  if (isType(type)) return valuesOf(type, numbers);
  throw new Error(`not a type: ${JSON.stringify(type)}`);
};

const dynamics: fc.Arbitrary<Value> = fc.oneof(
  texts.map((value) => new Typed('string', value)),
  digits.map((value) => new Typed('number', value)),
  fc.constant(new Typed('bool', null)),
  fc.tuple(texts, digits).map((value) => new Typed(['tuple', ['string', 'number']], value)),
  fc.record({ a: texts, b: fc.boolean() }).map((value) => new Typed(['object', { b: 'bool', a: 'string' }], value)),
  fc.array(texts, { maxLength: 2 }).map((value) => new Typed(['list', 'string'], value)),
);

/** The same configuration with some values unknown. */
export const partlyOpen = (members: Members, config: Values): fc.Arbitrary<Values> =>
  fc.infiniteStream(fc.nat(9)).map((dice) => openIn(members, config, dice));

const unknowns = [open, new Open({ notNull: true })];

function openIn(members: Members, config: Values, dice: Iterator<number>): Values {
  const next = (): number => Number(dice.next().value);
  const hidden = (value: Value, inside: (value: Value) => Value): Value =>
    value !== null && next() === 0 ? (unknowns[next() % 2] ?? open) : inside(value);
  const attribute = ({ name, type }: Attribute): Value =>
    hidden(config[name] ?? null, (value) => (isType(type) ? value : openNested(type, value, dice)));
  /** A `dynamic` block makes all blocks unknown at once. A single block is known to exist or not. */
  const openBlock = (nested: Nested, value: Value): Value =>
    nested.nesting === 'single'
      ? openNested(nested, value, dice)
      : hidden(value, () => openNested(nested, value, dice));
  return Object.fromEntries([
    ...members.attributes.map((one) => [one.name, attribute(one)] as const),
    ...Object.entries(members.blocks).map(([name, nested]) => [name, openBlock(nested, config[name] ?? null)] as const),
  ]);
}

function openNested({ nesting, members }: Nested, value: Value, dice: Iterator<number>): Value {
  const each = (item: Value): Value => (isValues(item) ? openIn(members, item, dice) : item);
  if (isList(value)) return value.map(each);
  if (nesting === 'single' || !isValues(value)) return each(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, each(item)]));
}
