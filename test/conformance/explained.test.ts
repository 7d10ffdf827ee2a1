import { explained, unexplained, type Call, type Explained } from './support/explained.ts';
import { besideGo, goProgram } from './support/go.ts';
import { lifeOf, nothing, startPair, type Outcome, type Pair } from './support/pair.ts';
import { Digits, isValues, open, Open, type Values } from './support/value.ts';

// Each accepted difference in a situation that shows it.

const modes: Values = {
  ...{ name: 'a', region: null, note: null, id: null, seen: null, size: null, level: null, kept: null, tags: null },
  ...{ grade: null, zone: null, secret: null, secret_wo: null, secret_wo_version: null, shout: null, stored: null },
};
const nested: Values = {
  ...{ name: 'a', one: null, many: null, bag: null, plain: null, by_name: null, given: null, given_many: null },
  ...{ made: null, deep: null, head: null, row: [], tag: [] },
};
const inner = (text: string, more: Values = {}): Values => ({
  ...{ text, note: null, zone: null, id: null, kept: null, size: null, level: null, secret: null },
  ...more,
});

besideGo('the only difference is', () => {
  let pair: Pair;
  beforeAll(async () => {
    pair = await startPair(goProgram);
  });
  afterAll(() => pair.close());

  /** Expects this difference and no other. */
  function expectOnly(by: Explained | readonly Explained[], call: Call, outcome: Outcome, at: string): void {
    expect(unexplained(outcome, call, [by].flat())).toEqual([]);
    expect(outcome.differences.map((one) => one.at)).toContainEqual(expect.stringContaining(at));
  }
  /** Applies a configuration, and plans the next one from the resulting state. */
  async function planAfter(resource: string, config: Values, next: Values): Promise<Outcome> {
    const life = lifeOf(pair, resource);
    const { state: planned } = await life.plan(nothing, config);
    const { state } = await life.apply(nothing, planned, config);
    return life.plan(state, next);
  }

  test(explained.refinement.name, async () => {
    const note = new Open({ notNull: true, prefix: 'https://' });
    const outcome = await lifeOf(pair, 'peer_nested').plan(nothing, { ...nested, head: { text: note, id: null } });
    expectOnly(explained.refinement, 'plan', outcome, 'planned_state.head.text');
    expect(outcome.differences).toMatchObject([{ ts: '{"open":{"notNull":true,"prefix":"https://"}}' }]);
  });

  test(explained.identityAtPlan.name, async () => {
    const outcome = await lifeOf(pair, 'peer_modes').plan(nothing, modes);
    expectOnly(explained.identityAtPlan, 'plan', outcome, 'answer.identity');
  });

  test(explained.privateAtCreate.name, async () => {
    const life = lifeOf(pair, 'peer_modes');
    const { state: planned } = await life.plan(nothing, { ...modes, note: 'n' });
    const outcome = await life.apply(nothing, planned, { ...modes, note: 'n' });
    expectOnly(explained.privateAtCreate, 'apply', outcome, 'answer.private.planned');
  });

  test(explained.refusedPlan.name, async () => {
    const outcome = await planAfter('peer_modes', modes, { ...modes, note: 'refuse', secret_wo: 's' });
    expectOnly([explained.refusedPlan, explained.privateAtCreate], 'plan', outcome, 'planned_state.note');
  });

  test(explained.leftOpen.name, async () => {
    const life = lifeOf(pair, 'peer_nested');
    const config = { ...nested, name: 'left open', head: { text: 'a', id: null } };
    const { state: planned } = await life.plan(nothing, config);
    const outcome = await life.apply(nothing, planned, config);
    expectOnly(explained.leftOpen, 'apply', outcome, 'new_state.head.id');
    expect(outcome.ours).toMatchObject({ name: 'left open', head: { text: 'a', id: null } });
    expect(outcome.differences.at(-1)).toMatchObject({ ts: expect.stringContaining('ERROR head.id') });
  });

  test(explained.newElement.name, async () => {
    const many = (...texts: string[]) => ({ ...nested, many: texts.map((text) => inner(text, { secret_wo: null })) });
    const outcome = await planAfter('peer_nested', many('a'), many('a', 'b'));
    expectOnly(explained.newElement, 'plan', outcome, 'planned_state.many[1].kept');
    // Both keep the element that is not new.
    expect(outcome.state.value).toMatchObject({ many: [{ kept: 'made' }, { kept: null }] });
  });

  test(`${explained.setByPlace.name}: no change, but a required replacement`, async () => {
    const of = (text: string, zone: string | null) => ({ text, note: null, zone });
    const set = [of('a', 'z'), of('b', null)];
    const config = { ...nested, plain: set };
    const state = { ...nothing, value: { ...filledNested, plain: [...set].reverse() } };
    const outcome = await lifeOf(pair, 'peer_nested').plan(state, config);
    expectOnly(explained.setByPlace, 'plan', outcome, 'answer.requires_replace');
    expect(outcome.differences).toEqual([{ at: 'answer.requires_replace', go: '"plain"', ts: '""' }]);
  });

  const existing = (text: string, more: Values = {}): Values =>
    inner(text, { id: `id of ${text}`, kept: `kept of ${text}`, size: 3, level: 'high', ...more });
  const [stays, isNew] = [
    { id: open, kept: 'kept of a', level: open },
    { id: open, kept: open, level: open },
  ];
  test.each<[situation: string, before: readonly Values[], after: readonly Values[], ours: readonly object[]]>([
    [
      'a changed element does not affect the other',
      [existing('a'), existing('b')],
      [inner('a'), inner('b', { note: 'n' })],
      [
        { text: 'a', size: new Digits('3'), ...stays },
        { text: 'b', note: 'n', ...isNew },
      ],
    ],
    [
      'a new first element does not affect the second',
      [existing('b'), existing('a')],
      [inner('0'), inner('a')],
      [
        { text: '0', ...isNew },
        { text: 'a', ...stays },
      ],
    ],
    [
      'an element keeps its default beside a configured one',
      [],
      [inner('a', { size: 5 }), inner('c')],
      [
        { text: 'a', size: new Digits('5'), ...isNew },
        { text: 'c', size: new Digits('3'), ...isNew },
      ],
    ],
  ])('the order of set elements with computed values: %s', async (_, before, after, ours) => {
    const state = { ...nothing, value: { ...filledNested, bag: before } };
    const outcome = await lifeOf(pair, 'peer_nested').plan(state, { ...nested, bag: after });
    expectOnly(explained.setByPlace, 'plan', outcome, 'planned_state.bag');
    const { bag } = { bag: null, ...(isValues(outcome.ours) && outcome.ours) };
    expect(bag).toHaveLength(ours.length);
    expect(bag).toEqual(expect.arrayContaining(ours.map((one): unknown => expect.objectContaining(one))));
  });
});

const filledNested: Values = { ...nested, given: null, given_many: [], made: [] };
