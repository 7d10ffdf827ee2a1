import { setImmediate } from 'node:timers/promises';

/** The longest work without a turn for other requests, in ms: a phone that boots meanwhile waits little longer than that. */
const SLICE_MS = 5;
/** Items between two looks at the clock. */
const ITEMS_PER_LOOK = 50;

/**
 * Like `items.map(map)`, but lets other requests have their turn every few milliseconds, so that a list of 100,000 phones
 * does not block them. Short lists are mapped at once.
 */
export async function mapInSlices<Item, Result>(
  items: readonly Item[],
  map: (item: Item) => Result,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  let end = performance.now() + SLICE_MS;
  for (const item of items) {
    results.push(map(item));
    if (results.length % ITEMS_PER_LOOK !== 0 || performance.now() < end) continue;
    await nextTurn();
    end = performance.now() + SLICE_MS;
  }
  return results;
}

let lastTurn: Promise<unknown> = Promise.resolve();

/**
 * Resolves in a turn of the event loop that no other list uses. If all lists went on in each turn, a dozen of them would
 * make every turn a dozen times as long.
 */
function nextTurn(): Promise<void> {
  const turn = lastTurn.then(() => setImmediate());
  lastTurn = turn;
  return turn;
}
