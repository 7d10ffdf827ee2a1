import { setImmediate } from 'node:timers/promises';

/** So many phones at a time: some ten milliseconds. */
const sliceLength = 5000;

/**
 * Does in slices what takes long for a list of 100,000 phones, so that those who boot meanwhile wait for a slice and not for
 * the list. A list of one slice is done at once.
 *
 * @param work one result an item, in order
 */
export async function inSlices<Item, Result>(
  items: readonly Item[],
  work: (slice: readonly Item[]) => readonly Result[],
): Promise<readonly Result[]> {
  if (items.length <= sliceLength) return work(items);
  const results: Result[] = [];
  for (let from = 0; from < items.length; from += sliceLength) {
    results.push(...work(items.slice(from, from + sliceLength)));
    await setImmediate();
  }
  return results;
}
