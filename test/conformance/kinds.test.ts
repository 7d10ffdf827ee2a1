import { explained, unexplained, type Call } from './support/explained.ts';
import { besideGo, goProgram } from './support/go.ts';
import { lifeOf, nothing, startPair, type Life, type Outcome, type Pair } from './support/pair.ts';
import { Digits, open, Open, Typed, type Value, type Values } from './support/value.ts';

// Values that are hard to transport, and every way in which create, update and read can end.

besideGo('a resource with an attribute of each type', () => {
  let pair: Pair;
  let life: Life;
  let none: Values;
  beforeAll(async () => {
    pair = await startPair(goProgram);
    life = lifeOf(pair, 'peer_kinds');
    none = Object.fromEntries(life.members.attributes.map(({ name }) => [name, null]));
  });
  afterAll(() => pair.close());

  async function agreed(call: Call, outcome: Promise<Outcome>): Promise<Outcome> {
    const done = await outcome;
    expect(unexplained(done, call, [explained.refinement])).toEqual([]);
    return done;
  }

  const values: readonly [what: string, config: Values, planned?: Value][] = [
    ['an empty text', { text: '' }],
    ['a text with characters from several Unicode planes', { text: 'ä€𝄞\u0000\u200d\n"${x}' }],
    ['a long text', { text: 'x'.repeat(70_000) }],
    ['the largest whole number of JavaScript', { whole: 9_007_199_254_740_991 }],
    ['a negative whole number', { whole: -1 }],
    ['a fraction that no double represents', { ratio: new Digits('0.1') }],
    ['a very small fraction', { ratio: new Digits('1e-300') }],
    ['a number of forty digits', { amount: new Digits('1234567890123456789012345678901234567890') }],
    ['a number of forty decimal places', { amount: new Digits('0.1234567890123456789012345678901234567891') }],
    ['an empty list, set and map', { texts: [], bag: [], rates: {} }],
    ['a list that contains null', { texts: ['a', null, 'b'] }],
    ['a map that contains null', { rates: { a: null, b: 1 } }],
    ['a map with keys that every object inherits', { rates: { constructor: 1, toString: 2, 'a.b': 3 } }],
    ['a set of texts', { bag: ['b', 'a', 'c'] }],
    [
      'a set of objects',
      {
        people: [
          { name: 'a', age: 1 },
          { name: 'b', age: null },
        ],
      },
    ],
    ['an object of nulls', { place: { floor: null, room: null } }],
    ['a partly unknown object', { place: { floor: open, room: 'r' } }],
    ['a set that contains an unknown', { bag: ['a', open] }],
    ['a map that contains an unknown', { rates: { a: open, b: 2 } }],
    ['an unknown list', { texts: open }],
    ['an unknown that will not be null', { flag: new Open({ notNull: true }) }],
    ['a list of lists', { grid: [[1, 2], [], null] }],
    ['a tuple', { anything: new Typed(['tuple', ['string', 'bool']], ['a', true]) }],
    ['an empty tuple', { anything: new Typed(['tuple', []], []) }],
    ['a dynamic object', { anything: new Typed(['object', { a: ['list', 'number'] }], { a: [1, new Digits('2.5')] }) }],
    ['a typed null', { anything: new Typed('string', null) }],
    ['an untyped unknown', { anything: open }],
    ['a typed unknown', { anything: new Typed('string', open) }],
    ['a dynamic list that contains an unknown', { anything: new Typed(['list', 'string'], ['a', open]) }],
    [
      'configured values of optional computed attributes',
      { given_texts: ['a'], given_place: { floor: 1, room: null }, given_flag: false },
    ],
    ['unknown values of optional computed attributes', { given_texts: open, given_anything: open, given_amount: open }],
  ];
  test.each(values)('plans and applies the same for %s', async (_, config) => {
    const whole = { ...none, name: 'a', ...config };
    const planned = await agreed('plan', life.plan(nothing, whole));
    const { state } = await agreed('apply', life.apply(nothing, planned.state, whole));
    expect(state.value).toMatchObject({ name: 'a', made_text: 'made', made_flag: true });
    await agreed('read', life.read(state));
    const again = await agreed('plan', life.plan(state, { ...whole, text: 'another' }));
    expect(again.diagnostics).toEqual([]);
  });

  test.each<[what: string, config: Values, diagnostics: readonly string[]]>([
    ['a fraction in place of a whole number', { whole: new Digits('1.5') }, ['ERROR whole']],
    ['a whole number of more than 64 bits', { whole: new Digits('18446744073709551616') }, ['ERROR whole']],
  ])('refuses %s at the same attribute', async (_, config, diagnostics) => {
    expect((await agreed('validate', life.validate({ ...none, name: 'a', ...config }))).diagnostics).toEqual(
      diagnostics,
    );
  });

  test.each<[name: string, made: readonly string[], left: object | null]>([
    ['create fails', ['ERROR name'], null],
    ['half made', ['ERROR'], { name: 'half made', made_text: 'made' }],
    ['made late', ['WARNING name'], { name: 'made late' }],
  ])('saves the same after a create: %s', async (name, diagnostics, left) => {
    const config = { ...none, name };
    const { state: planned } = await agreed('plan', life.plan(nothing, config));
    expect(await agreed('apply', life.apply(nothing, planned, config))).toMatchObject({
      diagnostics,
      state: { value: left },
    });
  });

  test.each<[name: string, diagnostics: readonly string[], left: object]>([
    ['update fails', ['ERROR name'], { name: 'a' }],
    ['half changed', ['ERROR'], { name: 'half' }],
    ['b', [], { name: 'b' }],
  ])('saves the same after an update: %s', async (name, diagnostics, left) => {
    const config = { ...none, name: 'a' };
    const { state: planned } = await agreed('plan', life.plan(nothing, config));
    const { state } = await agreed('apply', life.apply(nothing, planned, config));
    const update = await agreed('plan', life.plan(state, { ...none, name }));
    const applied = await agreed('apply', life.apply(state, update.state, { ...none, name }));
    expect(applied).toMatchObject({ diagnostics, state: { value: left } });
  });

  test.each<[name: string, diagnostics: readonly string[], left: object | null]>([
    ['gone', [], null],
    ['unreadable', ['ERROR name'], { name: 'unreadable' }],
    ['drifting', ['WARNING'], { name: 'drifted' }],
  ])('reads the same when it is %s', async (name, diagnostics, left) => {
    const config = { ...none, name };
    const { state: planned } = await agreed('plan', life.plan(nothing, config));
    const { state } = await agreed('apply', life.apply(nothing, planned, config));
    expect(await agreed('read', life.read(state))).toMatchObject({ diagnostics, state: { value: left } });
  });
});
