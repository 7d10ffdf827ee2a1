import { explained, unexplained, type Call } from './support/explained.ts';
import { besideGo, goProgram } from './support/go.ts';
import { lifeOf, nothing, startPair, type Life, type Outcome, type Pair, type State } from './support/pair.ts';
import { open, Open, type Value, type Values } from './support/value.ts';

// Situations of one resource with an attribute of each mode. Each row says what the foreign framework answers, so that
// it is known to be the situation that it is named by; ours must answer the same.

const by = [explained.refinement, explained.identityAtPlan, explained.privateAtCreate, explained.refusedPlan];
const none: Values = {
  ...{ name: 'a', region: null, note: null, id: null, seen: null, size: null, level: null, kept: null, tags: null },
  ...{ grade: null, zone: null, secret: null, secret_wo: null, secret_wo_version: null, shout: null, remembered: null },
};

besideGo('a resource with an attribute of each mode', () => {
  let pair: Pair;
  let life: Life;
  beforeAll(async () => {
    pair = await startPair(goProgram);
    life = lifeOf(pair, 'peer_modes');
  });
  afterAll(() => pair.close());

  /** The outcome of a call in which the two agree. */
  async function agreed(call: Call, outcome: Promise<Outcome>): Promise<Outcome> {
    const done = await outcome;
    expect(unexplained(done, call, by)).toEqual([]);
    return done;
  }
  /** The state that this configuration leads to. */
  async function made(config: Values): Promise<State> {
    const { state: planned } = await agreed('plan', life.plan(nothing, config));
    const { state } = await agreed('apply', life.apply(nothing, planned, config));
    return state;
  }
  const told = ({ state, diagnostics, answer }: Outcome) => ({
    ...state.value,
    diagnostics,
    replaces: Array.isArray(answer['requires_replace']) ? answer['requires_replace'].length : 0,
  });

  test.each<{ situation: string; config: Values; answer: object }>([
    {
      situation: 'nothing but its name',
      config: {},
      answer: { shout: 'a!', id: open, size: { text: '3' }, tags: ['a'] },
    },
    {
      situation: 'a value for what has a default',
      config: { size: 5, tags: [] },
      answer: { size: { text: '5' }, tags: [] },
    },
    { situation: 'an unknown for what has a default', config: { size: open }, answer: { size: open } },
    { situation: 'an unknown name', config: { name: open }, answer: { name: open, shout: open } },
    {
      situation: 'a name that will not be null',
      config: { name: new Open({ notNull: true }) },
      answer: { shout: open },
    },
    {
      situation: 'a name of which the beginning is known',
      config: { name: new Open({ notNull: true, prefix: 'https://' }) },
      answer: { shout: open },
    },
    { situation: 'a secret', config: { secret: 's' }, answer: { secret: 's' } },
    { situation: 'a write-only value', config: { secret_wo: 's', secret_wo_version: 1 }, answer: { secret_wo: null } },
    { situation: 'an unknown write-only value', config: { secret_wo: open }, answer: { secret_wo: null } },
    { situation: 'a list with an unknown in it', config: { tags: ['x', open] }, answer: { tags: ['x', open] } },
    { situation: 'what its own plan warns of', config: { note: 'warn' }, answer: { diagnostics: ['WARNING note'] } },
    { situation: 'what its own plan refuses', config: { note: 'refuse' }, answer: { diagnostics: ['ERROR note'] } },
    { situation: 'what would replace it if it were there', config: { note: 'anew' }, answer: { note: 'anew' } },
  ])('is planned as new the same: $situation', async ({ config, answer }) => {
    const whole = { ...none, ...config };
    expect(told(await agreed('plan', life.plan(nothing, whole)))).toMatchObject(answer);
  });

  const before = { note: 'n', size: 5, grade: 2, region: 'north', secret: 's', secret_wo: 'w', secret_wo_version: 1 };
  test.each<{ situation: string; change: Values; answer: object }>([
    { situation: 'nothing', change: {}, answer: { seen: 'read', replaces: 0 } },
    { situation: 'a note', change: { note: 'm' }, answer: { note: 'm', seen: open, level: open, kept: 'kept of a' } },
    { situation: 'its name', change: { name: 'b' }, answer: { name: 'b', replaces: 1, id: 'id of a', shout: 'b!' } },
    { situation: 'its name, to one not known yet', change: { name: open }, answer: { name: open, replaces: 1 } },
    { situation: 'a value back to its default', change: { size: null }, answer: { size: { text: '3' } } },
    { situation: 'a value to one not known yet', change: { size: open }, answer: { size: open } },
    { situation: 'a list', change: { tags: ['a', 'b'] }, answer: { tags: ['a', 'b'] } },
    { situation: 'a grade that rises', change: { grade: 3 }, answer: { grade: { text: '3' }, replaces: 0 } },
    { situation: 'a grade that falls', change: { grade: 1 }, answer: { grade: { text: '1' }, replaces: 1 } },
    { situation: 'a grade that goes', change: { grade: null }, answer: { grade: null, replaces: 1 } },
    { situation: 'a zone that is given now', change: { zone: 'z' }, answer: { zone: 'z', replaces: 1 } },
    { situation: 'a zone that is the one it has', change: { zone: 'home' }, answer: { zone: 'home', replaces: 0 } },
    { situation: 'a zone not known yet', change: { zone: open }, answer: { zone: open, replaces: 1 } },
    { situation: 'what is kept, not known yet', change: { kept: open }, answer: { kept: open } },
    { situation: 'the write-only value alone', change: { secret_wo: 'x' }, answer: { seen: 'read', replaces: 0 } },
    { situation: 'the write-only value and its version', change: { secret_wo: 'x', secret_wo_version: 2 }, answer: {} },
    { situation: 'a secret', change: { secret: null }, answer: { secret: null, seen: open } },
    { situation: 'the region that is part of its identity', change: { region: 'south' }, answer: { region: 'south' } },
    { situation: 'what its own plan replaces it for', change: { note: 'anew' }, answer: { replaces: 1 } },
    { situation: 'what its own plan warns of', change: { note: 'warn' }, answer: { diagnostics: ['WARNING note'] } },
  ])('is planned, changed and read the same after a change of $situation', async ({ change, answer }) => {
    const config = { ...none, ...before };
    const { state } = await agreed('read', life.read(await made(config)));
    const changed = { ...config, ...change };
    const planned = await agreed('plan', life.plan(state, changed));
    expect(told(planned)).toMatchObject(answer);
    // What is not known yet is known when it is applied.
    const values = Object.entries<Value>(changed);
    const known = Object.fromEntries(
      values.map(([name, value]) => [name, value === open ? (name === 'size' ? 9 : 'known') : value]),
    );
    const again = await agreed('plan', life.plan(state, known));
    const applied = await agreed('apply', life.apply(state, again.state, known));
    await agreed('read', life.read(applied.state));
  });

  test('is refused by its own plan the same', async () => {
    const { state } = await agreed('read', life.read(await made(none)));
    const refused = await agreed('plan', life.plan(state, { ...none, note: 'refuse' }));
    expect(refused.diagnostics).toEqual(['ERROR note']);
  });

  test('remembers privately what a state does not say', async () => {
    const config = { ...none, ...before };
    const state = await made(config);
    const changed = { ...config, note: 'm', secret_wo: 'x', secret_wo_version: 2 };
    const planned = await agreed('plan', life.plan(state, changed));
    const applied = await agreed('apply', life.apply(state, planned.state, changed));
    expect(applied.state.value).toMatchObject({ remembered: 'before w, planned m' });
  });

  test.each([
    { situation: 'a create that fails', config: { name: 'create fails' }, diagnostics: ['ERROR name'], left: null },
    {
      situation: 'a create that gets half of the way',
      config: { name: 'half made' },
      diagnostics: ['ERROR'],
      left: { name: 'half made', seen: 'made' },
    },
  ])('ends $situation the same', async ({ config, diagnostics, left }) => {
    const whole = { ...none, ...config };
    const { state: planned } = await agreed('plan', life.plan(nothing, whole));
    const applied = await agreed('apply', life.apply(nothing, planned, whole));
    expect(applied).toMatchObject({ diagnostics, state: { value: left } });
  });

  test.each([
    { situation: 'fails', note: 'update fails', diagnostics: ['ERROR note'], left: { note: null, seen: 'made' } },
    {
      situation: 'gets half of the way',
      note: 'half changed',
      diagnostics: ['ERROR'],
      left: { note: null, seen: 'half' },
    },
  ])('ends an update that $situation the same', async ({ note, diagnostics, left }) => {
    const state = await made(none);
    const config = { ...none, note };
    const planned = await agreed('plan', life.plan(state, config));
    const applied = await agreed('apply', life.apply(state, planned.state, config));
    expect(applied).toMatchObject({ diagnostics, state: { value: left } });
  });

  test.each([
    { situation: 'goes through', note: 'n', planned: [], applied: [], left: false },
    { situation: 'is warned of', note: 'dear', planned: ['WARNING'], applied: [], left: false },
    { situation: 'warns', note: 'missed', planned: [], applied: ['WARNING'], left: false },
    { situation: 'fails', note: 'held', planned: [], applied: ['ERROR note'], left: true },
  ])('ends a destroy that $situation the same', async ({ note, planned, applied, left }) => {
    const state = await made({ ...none, note });
    expect(await agreed('plan', life.plan(state, null))).toMatchObject({ diagnostics: planned });
    const ended = await agreed('apply', life.apply(state, { ...state, value: null }, null));
    expect(ended.diagnostics).toEqual(applied);
    expect(ended.state.value !== null).toBe(left);
  });

  test('refuses a destroy at plan the same', async () => {
    const state = await made({ ...none, note: 'protected' });
    expect(await agreed('plan', life.plan(state, null))).toMatchObject({ diagnostics: ['ERROR note'] });
  });

  test.each([
    { situation: 'as it was', note: 'n', diagnostics: [], left: { note: 'n', seen: 'read' } },
    { situation: 'as gone', note: 'gone', diagnostics: [], left: null },
    { situation: 'not at all', note: 'unreadable', diagnostics: ['ERROR note'], left: { seen: 'made' } },
  ])('is read the same $situation', async ({ note, diagnostics, left }) => {
    const state = await made({ ...none, note });
    expect(await agreed('read', life.read(state))).toMatchObject({ diagnostics, state: { value: left } });
  });
});
