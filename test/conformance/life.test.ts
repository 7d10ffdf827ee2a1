import { explained, unexplained, type Call } from './support/explained.ts';
import { besideGo, goProgram } from './support/go.ts';
import { lifeOf, nothing, startPair, type Life, type Outcome, type Pair, type State } from './support/pair.ts';
import { open, Open, type Value, type Values } from './support/value.ts';

// A resource with an attribute of each mode. Each row states the answer of the framework in Go, which proves that the
// situation occurs; ours must give the same answer.

const by = [explained.refinement, explained.identityAtPlan, explained.privateAtCreate, explained.refusedPlan];
const none: Values = {
  ...{ name: 'a', region: null, note: null, id: null, seen: null, size: null, level: null, kept: null, tags: null },
  ...{ grade: null, zone: null, secret: null, secret_wo: null, secret_wo_version: null, shout: null, stored: null },
};

besideGo('a resource with an attribute of each mode', () => {
  let pair: Pair;
  let life: Life;
  beforeAll(async () => {
    pair = await startPair(goProgram);
    life = lifeOf(pair, 'peer_modes');
  });
  afterAll(() => pair.close());

  /** Expects no unexplained difference, and returns the outcome. */
  async function agreed(call: Call, outcome: Promise<Outcome>): Promise<Outcome> {
    const done = await outcome;
    expect(unexplained(done, call, by)).toEqual([]);
    return done;
  }
  /** The state after creating a resource with this configuration. */
  async function made(config: Values): Promise<State> {
    const { state: planned } = await agreed('plan', life.plan(nothing, config));
    const { state } = await agreed('apply', life.apply(nothing, planned, config));
    return state;
  }
  const summary = ({ state, diagnostics, answer }: Outcome) => ({
    ...state.value,
    diagnostics,
    replaces: Array.isArray(answer['requires_replace']) ? answer['requires_replace'].length : 0,
  });

  test.each<{ situation: string; config: Values; answer: object }>([
    {
      situation: 'its name alone',
      config: {},
      answer: { shout: 'a!', id: open, size: { text: '3' }, tags: ['a'] },
    },
    {
      situation: 'a value in place of a default',
      config: { size: 5, tags: [] },
      answer: { size: { text: '5' }, tags: [] },
    },
    { situation: 'an unknown in place of a default', config: { size: open }, answer: { size: open } },
    { situation: 'an unknown name', config: { name: open }, answer: { name: open, shout: open } },
    {
      situation: 'an unknown name that will not be null',
      config: { name: new Open({ notNull: true }) },
      answer: { shout: open },
    },
    {
      situation: 'an unknown name with a known prefix',
      config: { name: new Open({ notNull: true, prefix: 'https://' }) },
      answer: { shout: open },
    },
    { situation: 'a secret', config: { secret: 's' }, answer: { secret: 's' } },
    { situation: 'a write-only value', config: { secret_wo: 's', secret_wo_version: 1 }, answer: { secret_wo: null } },
    { situation: 'an unknown write-only value', config: { secret_wo: open }, answer: { secret_wo: null } },
    { situation: 'a list that contains an unknown', config: { tags: ['x', open] }, answer: { tags: ['x', open] } },
    {
      situation: 'a value that its plan step warns of',
      config: { note: 'warn' },
      answer: { diagnostics: ['WARNING note'] },
    },
    {
      situation: 'a value that its plan step refuses',
      config: { note: 'refuse' },
      answer: { diagnostics: ['ERROR note'] },
    },
    { situation: 'a value that would replace an existing one', config: { note: 'anew' }, answer: { note: 'anew' } },
  ])('is planned as new with $situation', async ({ config, answer }) => {
    const whole = { ...none, ...config };
    expect(summary(await agreed('plan', life.plan(nothing, whole)))).toMatchObject(answer);
  });

  const before = { note: 'n', size: 5, grade: 2, region: 'north', secret: 's', secret_wo: 'w', secret_wo_version: 1 };
  test.each<{ situation: string; change: Values; answer: object }>([
    { situation: 'nothing', change: {}, answer: { seen: 'read', replaces: 0 } },
    { situation: 'a note', change: { note: 'm' }, answer: { note: 'm', seen: open, level: open, kept: 'kept of a' } },
    { situation: 'its name', change: { name: 'b' }, answer: { name: 'b', replaces: 1, id: 'id of a', shout: 'b!' } },
    { situation: 'its name to an unknown one', change: { name: open }, answer: { name: open, replaces: 1 } },
    { situation: 'a value back to its default', change: { size: null }, answer: { size: { text: '3' } } },
    { situation: 'a value to an unknown one', change: { size: open }, answer: { size: open } },
    { situation: 'a list', change: { tags: ['a', 'b'] }, answer: { tags: ['a', 'b'] } },
    { situation: 'a grade that rises', change: { grade: 3 }, answer: { grade: { text: '3' }, replaces: 0 } },
    { situation: 'a grade that falls', change: { grade: 1 }, answer: { grade: { text: '1' }, replaces: 1 } },
    { situation: 'a grade that is removed', change: { grade: null }, answer: { grade: null, replaces: 1 } },
    { situation: 'a zone that becomes configured', change: { zone: 'z' }, answer: { zone: 'z', replaces: 1 } },
    { situation: 'a zone to its current value', change: { zone: 'home' }, answer: { zone: 'home', replaces: 0 } },
    { situation: 'a zone to an unknown one', change: { zone: open }, answer: { zone: open, replaces: 1 } },
    { situation: 'a kept value to an unknown one', change: { kept: open }, answer: { kept: open } },
    { situation: 'the write-only value alone', change: { secret_wo: 'x' }, answer: { seen: 'read', replaces: 0 } },
    { situation: 'the write-only value and its version', change: { secret_wo: 'x', secret_wo_version: 2 }, answer: {} },
    { situation: 'a secret', change: { secret: null }, answer: { secret: null, seen: open } },
    { situation: 'the region that is part of its identity', change: { region: 'south' }, answer: { region: 'south' } },
    { situation: 'a value for which its plan step replaces it', change: { note: 'anew' }, answer: { replaces: 1 } },
    {
      situation: 'a value that its plan step warns of',
      change: { note: 'warn' },
      answer: { diagnostics: ['WARNING note'] },
    },
  ])('is planned, updated and read after a change of $situation', async ({ change, answer }) => {
    const config = { ...none, ...before };
    const { state } = await agreed('read', life.read(await made(config)));
    const changed = { ...config, ...change };
    const planned = await agreed('plan', life.plan(state, changed));
    expect(summary(planned)).toMatchObject(answer);
    // Unknown values are known at apply.
    const values = Object.entries<Value>(changed);
    const known = Object.fromEntries(
      values.map(([name, value]) => [name, value === open ? (name === 'size' ? 9 : 'known') : value]),
    );
    const again = await agreed('plan', life.plan(state, known));
    const applied = await agreed('apply', life.apply(state, again.state, known));
    await agreed('read', life.read(applied.state));
  });

  test('is refused by its own plan step', async () => {
    const { state } = await agreed('read', life.read(await made(none)));
    const refused = await agreed('plan', life.plan(state, { ...none, note: 'refuse' }));
    expect(refused.diagnostics).toEqual(['ERROR note']);
  });

  test('keeps values in private state', async () => {
    const config = { ...none, ...before };
    const state = await made(config);
    const changed = { ...config, note: 'm', secret_wo: 'x', secret_wo_version: 2 };
    const planned = await agreed('plan', life.plan(state, changed));
    const applied = await agreed('apply', life.apply(state, planned.state, changed));
    expect(applied.state.value).toMatchObject({ stored: 'before w, planned m' });
  });

  test.each([
    { situation: 'a create that fails', config: { name: 'create fails' }, diagnostics: ['ERROR name'], left: null },
    {
      situation: 'a create that completes in part',
      config: { name: 'half made' },
      diagnostics: ['ERROR'],
      left: { name: 'half made', seen: 'made' },
    },
  ])('saves the same after $situation', async ({ config, diagnostics, left }) => {
    const whole = { ...none, ...config };
    const { state: planned } = await agreed('plan', life.plan(nothing, whole));
    const applied = await agreed('apply', life.apply(nothing, planned, whole));
    expect(applied).toMatchObject({ diagnostics, state: { value: left } });
  });

  test.each([
    { situation: 'fails', note: 'update fails', diagnostics: ['ERROR note'], left: { note: null, seen: 'made' } },
    {
      situation: 'completes in part',
      note: 'half changed',
      diagnostics: ['ERROR'],
      left: { note: null, seen: 'half' },
    },
  ])('saves the same after an update that $situation', async ({ note, diagnostics, left }) => {
    const state = await made(none);
    const config = { ...none, note };
    const planned = await agreed('plan', life.plan(state, config));
    const applied = await agreed('apply', life.apply(state, planned.state, config));
    expect(applied).toMatchObject({ diagnostics, state: { value: left } });
  });

  test.each([
    { situation: 'succeeds', note: 'n', planned: [], applied: [], left: false },
    { situation: 'is warned about at plan', note: 'dear', planned: ['WARNING'], applied: [], left: false },
    { situation: 'warns', note: 'missed', planned: [], applied: ['WARNING'], left: false },
    { situation: 'fails', note: 'held', planned: [], applied: ['ERROR note'], left: true },
  ])('ends the same after a destroy that $situation', async ({ note, planned, applied, left }) => {
    const state = await made({ ...none, note });
    expect(await agreed('plan', life.plan(state, null))).toMatchObject({ diagnostics: planned });
    const ended = await agreed('apply', life.apply(state, { ...state, value: null }, null));
    expect(ended.diagnostics).toEqual(applied);
    expect(ended.state.value !== null).toBe(left);
  });

  test('refuses a destroy at plan', async () => {
    const state = await made({ ...none, note: 'protected' });
    expect(await agreed('plan', life.plan(state, null))).toMatchObject({ diagnostics: ['ERROR note'] });
  });

  test.each([
    { situation: 'unchanged', note: 'n', diagnostics: [], left: { note: 'n', seen: 'read' } },
    { situation: 'gone', note: 'gone', diagnostics: [], left: null },
    { situation: 'unreadable', note: 'unreadable', diagnostics: ['ERROR note'], left: { seen: 'made' } },
  ])('is read the same: $situation', async ({ note, diagnostics, left }) => {
    const state = await made({ ...none, note });
    expect(await agreed('read', life.read(state))).toMatchObject({ diagnostics, state: { value: left } });
  });
});
