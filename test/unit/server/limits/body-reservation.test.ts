import { createMemoryBudget, type MemoryBudget, reserveForBody } from '../../../../server/limits/index.ts';

const MIB = 2 ** 20;
const maxBytes = 16 * MIB;

/** A chunked body, whose length is not known before it has arrived. */
const reserveForChunks = (budget: MemoryBudget) =>
  reserveForBody(budget, { accountId: 1, declaredBytes: undefined, maxBytes, onGone: () => undefined });

test('reserves nothing more for a chunked body that stays short', async () => {
  const { cover } = await reserveForChunks(createMemoryBudget());
  expect(cover(64 * 1024)).toBeUndefined();
});

test('admits the longest chunked body on a heap where it takes the whole share of an account', async () => {
  const { cover } = await reserveForChunks(createMemoryBudget(512 * MIB));
  await cover(64 * 1024 + 1);
  expect(cover(maxBytes)).toBeUndefined();
});

test('admits long chunked bodies of an account one after the other when only one fits', async () => {
  const budget = createMemoryBudget(512 * MIB);
  const reservations = await Promise.all(Array.from({ length: 8 }, () => reserveForChunks(budget)));
  const admitted: number[] = [];
  await Promise.all(
    reservations.map(async ({ cover, release }, index) => {
      await cover(64 * 1024 + 1);
      admitted.push(index);
      release();
    }),
  );
  expect(admitted).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

test('gives back all memory of a chunked body whose client leaves while it waits', async () => {
  // One long body fits into an account's share, and a few short ones beside it.
  const budget = createMemoryBudget(656 * MIB);
  const [first, second] = await Promise.all([reserveForChunks(budget), reserveForChunks(budget)]);
  await first.cover(maxBytes);
  const waiting = second.cover(maxBytes);
  second.release();
  first.release();
  await waiting;
  const third = await reserveForChunks(budget);
  await third.cover(maxBytes);
});
