import { attacks, besiege, problemsOf } from './index.ts';

/** Generous, because tests share the machine: `npm run attacks` measures with strict limits. */
const limits = { phoneMs: 30_000, provisionerP99Ms: 30_000 };

test.each(attacks)('resists $fault', async (attack) => {
  const siege = await besiege(attack, { size: attack.smallSize, bootsPerSecond: 10 });
  expect(problemsOf(siege, limits)).toEqual([]);
  expect(siege.phones.answered).toBeGreaterThan(0);
  expect(siege.provisioner.answered).toBeGreaterThan(0);
});
