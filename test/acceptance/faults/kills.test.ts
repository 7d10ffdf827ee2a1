import { oneEngine } from '../../support/engine.ts';
import { playKills, SEED, type Kill } from './kills.ts';
import { startWorld, type World } from './world.ts';

/** Two stories of six kills each. `npm run faults -- kills NUMBER SEED` plays more of them, and others. */
const KILLS = 12;

const [engine] = oneEngine(import.meta.filename);

let world: World;
beforeAll(async () => {
  world = await startWorld(2);
});
afterAll(() => world.stop());

test(`after ${KILLS} kills at moments drawn with seed ${SEED}, the next apply converges`, async () => {
  const stories = world.scenarios.map((scenario, index): Promise<readonly Kill[]> => {
    if (!engine) throw new Error('no engine');
    return playKills({ engine, scenario, seed: SEED + index, kills: KILLS / world.scenarios.length });
  });
  const kills = (await Promise.all(stories)).flat();
  expect(kills).toHaveLength(KILLS);
  expect(kills.filter(({ problems }) => problems.length > 0)).toEqual([]);
});
