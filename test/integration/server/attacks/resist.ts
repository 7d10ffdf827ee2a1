import type { Attack } from './attack.ts';
import { besiege, problemsOf } from './siege.ts';

/** Generous, because tests share the machine: `npm run attacks` measures with strict limits. */
const limits = { phoneMs: 30_000, provisionerP99Ms: 30_000 };

/** Tests that the server resists each attack, at its smaller size. */
export function testAttacks(attacks: readonly Attack[]): void {
  test.each(attacks)('resists $fault', async (attack) => {
    const siege = await besiege(attack, { size: attack.smallSize, bootsPerSecond: 10 });
    expect(problemsOf(siege, limits)).toEqual([]);
    expect(siege.phones.answered).toBeGreaterThan(0);
    expect(siege.provisioner.answered).toBeGreaterThan(0);
  });
}
