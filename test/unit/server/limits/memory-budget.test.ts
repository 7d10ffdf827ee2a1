import { BusyError, createMemoryBudget, type MemoryBudget } from '../../../../server/limits/index.ts';

/** The outcomes of this many requests without a body; those that still wait have none. */
async function outcomes(budget: MemoryBudget, accountId: number, count: number): Promise<readonly unknown[]> {
  const settled: unknown[] = [];
  for (let turn = 0; turn < count; turn++) {
    void budget.reserve(accountId, 0).then(
      () => settled.push('admitted'),
      (error: unknown) => settled.push(error),
    );
  }
  await new Promise((resolve) => setImmediate(resolve));
  return settled;
}

test('bounds the requests of an account, however short, and still admits another account', async () => {
  const budget = createMemoryBudget(2 ** 20);
  const first = await outcomes(budget, 1, 100);
  const admitted = first.filter((outcome) => outcome === 'admitted').length;
  expect(admitted).toBeGreaterThan(0);
  expect(admitted).toBeLessThan(20);
  expect(first.filter((outcome) => outcome instanceof BusyError).length).toBeGreaterThan(0);
  expect(await outcomes(budget, 2, 1)).toEqual(['admitted']);
});
