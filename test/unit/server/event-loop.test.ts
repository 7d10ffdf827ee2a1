import { mapInSlices } from '../../../server/event-loop/index.ts';

/** Works for longer than a slice may last. */
function work(): void {
  const end = performance.now() + 6;
  while (performance.now() < end);
}

test('maps all items in their order', async () => {
  const items = Array.from({ length: 12_345 }, (_, index) => index);
  expect(await mapInSlices(items, (item) => item * 2)).toEqual(items.map((item) => item * 2));
});

test('lets other work have its turn after each slice, however many lists there are', async () => {
  let turn = 0;
  let timer = setImmediate(function count() {
    turn += 1;
    timer = setImmediate(count);
  });
  const slices: number[] = [];
  const items = Array.from({ length: 150 }, (_, index) => index);
  const map = async (): Promise<void> => {
    await mapInSlices(items, (item) => {
      if (item % 50 !== 0) return;
      slices.push(turn);
      work();
    });
  };
  await Promise.all([map(), map(), map()]);
  clearImmediate(timer);
  expect(slices).toHaveLength(9);
  // The first slices begin at once.
  const later = slices.filter((at) => at > 0);
  expect(later).toHaveLength(6);
  expect(new Set(later).size).toBe(6);
});
