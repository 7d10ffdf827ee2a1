import fc from 'fast-check';
import { configurations, partlyOpen } from './support/arbitrary.ts';
import { explained, unexplained, type Call, type Explained } from './support/explained.ts';
import { besideGo, goProgram } from './support/go.ts';
import { lifeOf, nothing, startPair, type Life, type Pair } from './support/pair.ts';
import type { Members } from './support/schema.ts';
import type { Values } from './support/value.ts';

// Lifecycles of generated resources: two configurations, each also with unknown values.

interface Configurations {
  readonly first: Values;
  readonly second: Values;
  readonly firstOpen: Values;
  readonly secondOpen: Values;
}

/** The second configuration is the first with every third attribute changed. */
const pairsOf = (members: Members, calm: (config: Values) => Values): fc.Arbitrary<Configurations> =>
  fc
    .tuple(configurations(members).map(calm), configurations(members).map(calm), fc.nat(5))
    .chain(([first, other, which]) => {
      const names = Object.keys(first);
      const mixed = names.map((name, i) => [
        name,
        (i + which) % 3 === 0 ? (other[name] ?? null) : (first[name] ?? null),
      ]);
      const second: Values = Object.fromEntries(mixed);
      return fc.record({
        first: fc.constant(first),
        second: fc.constant(second),
        firstOpen: partlyOpen(members, first),
        secondOpen: partlyOpen(members, second),
      });
    });

/** Runs the lifecycle through both configurations, and returns the unexplained differences by call. */
async function live(life: Life, { first, second, firstOpen, secondOpen }: Configurations, by: readonly Explained[]) {
  const wrong: Record<string, unknown> = {};
  const call = async (kind: Call, name: string, made: ReturnType<Life['plan']>) => {
    const outcome = await made;
    const left = unexplained(outcome, kind, by);
    if (left.length > 0) wrong[`${kind} ${name}`] = left;
    return outcome.state;
  };
  await call('validate', '', life.validate(firstOpen));
  await call('plan', 'of a create with unknowns', life.plan(nothing, firstOpen));
  const created = await call('plan', 'of a create', life.plan(nothing, first));
  const made = await call('apply', 'of a create', life.apply(nothing, created, first));
  const state = await call('read', '', life.read(made));
  await call('plan', 'without a change', life.plan(state, first));
  await call('plan', 'of an update with unknowns', life.plan(state, secondOpen));
  const updated = await call('plan', 'of an update', life.plan(state, second));
  const changed = await call('apply', 'of an update', life.apply(state, updated, second));
  await call('plan', 'of a destroy', life.plan(changed, null));
  await call('apply', 'of a destroy', life.apply(changed, nothing, null));
  return wrong;
}

besideGo('the lifecycle of generated configurations', () => {
  let pair: Pair;
  beforeAll(async () => {
    pair = await startPair(goProgram);
  });
  afterAll(() => pair.close());

  const asIs = (config: Values): Values => config;
  test.each([
    { resource: 'peer_kinds', what: 'each type in each mode', calm: asIs, by: [explained.refinement] },
    {
      resource: 'peer_nested',
      what: 'nested attributes and blocks',
      // explained.test.ts covers sets of objects with computed attributes.
      calm: (config: Values): Values => ({ ...config, bag: null, tag: [] }),
      by: [explained.refinement, explained.newElement, explained.setByPlace],
    },
    {
      resource: 'peer_modes',
      what: 'plan modifiers, private state and identity',
      calm: asIs,
      by: [explained.refinement, explained.identityAtPlan, explained.privateAtCreate],
    },
  ])('is the same in all eleven calls for $what', async ({ resource, calm, by }) => {
    const life = lifeOf(pair, resource);
    const property = fc.asyncProperty(pairsOf(life.members, calm), async (configs) => {
      expect(await live(life, configs, by)).toEqual({});
    });
    await fc.assert(property, { numRuns: 40, endOnFailure: true });
  });
});
