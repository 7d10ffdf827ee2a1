import { explained, unexplained, type Call } from './support/explained.ts';
import { besideGo, goProgram } from './support/go.ts';
import { lifeOf, nothing, startPair, type Life, type Outcome, type Pair } from './support/pair.ts';
import { Digits, open, Open, Typed, type Value, type Values } from './support/value.ts';

// Single values that are hard to carry, and what a resource may do with its own life.

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
    ['a text of all planes', { text: 'ä€𝄞\u0000\u200d\n"${x}' }],
    ['a long text', { text: 'x'.repeat(70_000) }],
    ['the largest whole number of JavaScript', { whole: 9_007_199_254_740_991 }],
    ['a negative whole number', { whole: -1 }],
    ['a fraction that no double holds', { ratio: new Digits('0.1') }],
    ['a very small fraction', { ratio: new Digits('1e-300') }],
    ['a number of forty digits', { amount: new Digits('1234567890123456789012345678901234567890') }],
    ['a number of forty digits behind the point', { amount: new Digits('0.1234567890123456789012345678901234567891') }],
    ['an empty list, set and map', { texts: [], bag: [], rates: {} }],
    ['a list with null in it', { texts: ['a', null, 'b'] }],
    ['a map with null in it', { rates: { a: null, b: 1 } }],
    ['a map with names that every object has', { rates: { constructor: 1, toString: 2, 'a.b': 3 } }],
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
    ['an object that is partly unknown', { place: { floor: open, room: 'r' } }],
    ['a set with an unknown in it', { bag: ['a', open] }],
    ['a map with an unknown in it', { rates: { a: open, b: 2 } }],
    ['a list that is unknown', { texts: open }],
    ['an unknown that will not be null', { flag: new Open({ notNull: true }) }],
    ['lists in a list', { grid: [[1, 2], [], null] }],
    ['a tuple', { anything: new Typed(['tuple', ['string', 'bool']], ['a', true]) }],
    ['a tuple of nothing', { anything: new Typed(['tuple', []], []) }],
    [
      'an object that brings its type',
      { anything: new Typed(['object', { a: ['list', 'number'] }], { a: [1, new Digits('2.5')] }) },
    ],
    ['a null that brings its type', { anything: new Typed('string', null) }],
    ['an unknown of any type', { anything: open }],
    ['an unknown that brings its type', { anything: new Typed('string', open) }],
    ['an unknown in a value that brings its type', { anything: new Typed(['list', 'string'], ['a', open]) }],
    [
      'what the provider might give, given',
      { given_texts: ['a'], given_place: { floor: 1, room: null }, given_flag: false },
    ],
    ['what the provider might give, unknown', { given_texts: open, given_anything: open, given_amount: open }],
  ];
  test.each(values)('carries the same through plan and apply: %s', async (_, config) => {
    const whole = { ...none, name: 'a', ...config };
    const planned = await agreed('plan', life.plan(nothing, whole));
    const { state } = await agreed('apply', life.apply(nothing, planned.state, whole));
    expect(state.value).toMatchObject({ name: 'a', made_text: 'made', made_flag: true });
    await agreed('read', life.read(state));
    const again = await agreed('plan', life.plan(state, { ...whole, text: 'another' }));
    expect(again.diagnostics).toEqual([]);
  });

  test.each<[what: string, config: Values, diagnostics: readonly string[]]>([
    ['a fraction where a whole number belongs', { whole: new Digits('1.5') }, ['ERROR whole']],
    ['a whole number of more than 64 bits', { whole: new Digits('18446744073709551616') }, ['ERROR whole']],
  ])('refuses the same: %s', async (_, config, diagnostics) => {
    expect((await agreed('validate', life.validate({ ...none, name: 'a', ...config }))).diagnostics).toEqual(
      diagnostics,
    );
  });

  test.each<[name: string, made: readonly string[], left: object | null]>([
    ['create fails', ['ERROR name'], null],
    ['half made', ['ERROR'], { name: 'half made', made_text: 'made' }],
    ['made late', ['WARNING name'], { name: 'made late' }],
  ])('leaves the same when its create ends so: %s', async (name, diagnostics, left) => {
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
  ])('leaves the same when its update ends so: %s', async (name, diagnostics, left) => {
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
  ])('is read the same when it is %s', async (name, diagnostics, left) => {
    const config = { ...none, name };
    const { state: planned } = await agreed('plan', life.plan(nothing, config));
    const { state } = await agreed('apply', life.apply(nothing, planned, config));
    expect(await agreed('read', life.read(state))).toMatchObject({ diagnostics, state: { value: left } });
  });
});
