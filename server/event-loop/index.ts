import { setImmediate } from 'node:timers/promises';

/** The longest work without a turn for other requests, in ms: a phone that boots meanwhile waits little longer than that. */
const SLICE_MS = 5;
/** Items mapped between two readings of the clock. */
const ITEMS_PER_READING = 50;

/**
 * Like `items.map(map)`, but yields to other requests every few milliseconds, so that a list of 100,000 phones does not block
 * them. Short lists are mapped at once.
 */
export async function mapInSlices<Item, Result>(
  items: readonly Item[],
  map: (item: Item) => Result,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  let end = performance.now() + SLICE_MS;
  for (const item of items) {
    results.push(map(item));
    if (results.length % ITEMS_PER_READING !== 0 || performance.now() < end) continue;
    await nextTurn();
    end = performance.now() + SLICE_MS;
  }
  return results;
}

let lastTurn: Promise<unknown> = Promise.resolve();

/**
 * Resolves in a turn of the event loop that no other list uses. If all lists continued in each turn, a dozen of them
 * would make every turn a dozen times as long.
 */
function nextTurn(): Promise<void> {
  const turn = lastTurn.then(() => setImmediate());
  lastTurn = turn;
  return turn;
}
