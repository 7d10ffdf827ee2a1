import { setImmediate } from 'node:timers/promises';

/** Some ten milliseconds of work: phones that boot meanwhile wait no longer than that. */
const SLICE_LENGTH = 5000;

/**
 * Like `items.map(map)`, but yields to the event loop between slices, so that a list of 100,000 phones does not block other
 * requests. A list of one slice is mapped at once.
 */
export async function mapInSlices<Item, Result>(
  items: readonly Item[],
  map: (item: Item) => Result,
): Promise<readonly Result[]> {
  if (items.length <= SLICE_LENGTH) return items.map((item) => map(item));
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += SLICE_LENGTH) {
    for (const item of items.slice(start, start + SLICE_LENGTH)) results.push(map(item));
    await setImmediate();
  }
  return results;
}
