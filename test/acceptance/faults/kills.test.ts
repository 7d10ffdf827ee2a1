import { engines } from '../../support/engine.ts';
import { playKills, type Kill } from './kills.ts';
import { startWorld } from './world.ts';

// `npm run faults -- kills 200` runs more of them.

test('after kills at random moments, the next apply converges and leaves no phone behind', async () => {
  const seed = Date.now() % 1_000_000;
  const world = await startWorld(engines().length);
  const stories = engines().map(async (engine, index): Promise<readonly Kill[]> => {
    const scenario = world.scenarios[index];
    return scenario ? playKills({ engine, scenario, seed: seed + index, kills: 20 }) : [];
  });
  const kills = (await Promise.all(stories)).flat();
  await world.stop();
  expect(kills).toHaveLength(20 * engines().length);
  expect({ seed, wrong: kills.filter(({ problems }) => problems.length > 0) }).toEqual({ seed, wrong: [] });
});
