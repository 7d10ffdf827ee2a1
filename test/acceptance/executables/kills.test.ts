import { oneEngine, withExecutable } from '../../support/engine.ts';
import { playKills, SEED } from '../faults/kills.ts';
import { startWorld, type World } from '../faults/world.ts';

// One story of kills with the executable; `npm run test:executables` runs all suites of the provider and the server on it.

const KILLS = 6;

const [engine] = withExecutable(oneEngine(import.meta.filename));

let world: World;
beforeAll(async () => {
  world = await startWorld(1);
});
afterAll(() => world.stop());

test(`the executable converges after ${KILLS} kills, as the bundle does`, async () => {
  const [scenario] = world.scenarios;
  if (!engine || !scenario) throw new Error('no engine');
  const kills = await playKills({ engine, scenario, seed: SEED, kills: KILLS });
  expect(kills).toHaveLength(KILLS);
  expect(kills.filter(({ problems }) => problems.length > 0)).toEqual([]);
});
