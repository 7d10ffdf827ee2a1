import type { Clock } from './clock.ts';
import type { Release } from './semaphore.ts';

// An engine works on ten resources at a time, each in a call of its own. Their requests can share one list if the first
// ones wait for the last. The rows "devices" of the benchmark count the requests that this saves, and the rows "latency"
// show that it costs no time if the server is far away.

/** The shortest quiet period before a partial batch is flushed. The calls of one engine arrive within it. */
const MIN_QUIET_MS = 4;

/**
 * The longest wait: for the next item, or for a request in flight, which may hang. An engine that writes a state of thousands
 * of phones after each phone leaves 60 ms between two items.
 */
const MAX_QUIET_MS = 300;

/** If the fastest recent request took longer, the server is far away: waiting costs more than it saves. */
const MAX_NEAR_MS = 20;

/** The number of recent requests and items that are considered: somewhat more than an engine sends at once by default. */
const RECENT = 16;

/** The part of the longest recent gap between two items that remains after each further item. */
const GAP_DECAY = 0.95;

export interface BatcherOptions<Item, Result> {
  readonly clock: Clock;
  /** Only items with the same key can share a batch. */
  key(item: Item): string;
  readonly maxBatchSize: number;
  /** Waits for a slot for one request. */
  acquireSlot(): Promise<Release>;
  /** Sends a batch, and releases its slot. Returns a result for each item, in their order. */
  send(items: readonly Item[], slot: Release): Promise<readonly Result[]>;
  /** The result for an item that was cancelled before it was sent. */
  readonly cancelled: Result;
}

/** Sends an item, in a batch with others if that is faster. `signal` cancels it while it waits. */
export type Batcher<Item, Result> = (item: Item, signal?: AbortSignal) => Promise<Result>;

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Batches the items of concurrent callers. A single caller's item is sent at once. The number of callers is learnt from the
 * number of items that wait at the same time; a batch is flushed when it reaches that number, or after a quiet period. Items
 * do not wait if there is nothing to gain: their keys differ, or the server is far away.
 */
export function batcher<Item, Result>(options: BatcherOptions<Item, Result>): Batcher<Item, Result> {
  const { clock } = options;
  const groups = new Map<string, Waiting<Item, Result>[]>();
  let waiting = 0;
  let inFlight = 0;
  let callers = 1;
  let longestGap = MIN_QUIET_MS;
  /** The time of the last arrival or answer; undefined before the first. */
  let lastEvent: number | undefined;
  const durations: number[] = [];
  const keys: string[] = [];
  let cancelTimer = (): void => undefined;

  const isWorthWaiting = (): boolean =>
    // Three items with two keys save a request.
    keys.length >= 1.5 * new Set(keys).size && (durations.length === 0 || Math.min(...durations) < MAX_NEAR_MS);

  const schedule = (): void => {
    cancelTimer();
    if (waiting === 0) return;
    callers = Math.max(callers, waiting + inFlight);
    if (waiting >= callers || !isWorthWaiting()) flush();
    else if (inFlight === 0) {
      // Callers that have just been answered may be about to send their next item.
      const quietMs = Math.min(MAX_QUIET_MS, Math.max(MIN_QUIET_MS, 2 * longestGap));
      cancelTimer = clock.after(quietMs, () => {
        // One fewer, not all that are missing: on a busy machine they may only be late.
        callers = Math.max(waiting, callers - 1);
        flush();
      });
    } else cancelTimer = clock.after(MAX_QUIET_MS, flush);
  };

  /** Flushes all waiting items. Items that arrive before a slot is free join the batch. */
  const flush = (): void => {
    for (const [key, { length }] of [...groups]) {
      for (let first = 0; first < length; first += options.maxBatchSize) void sendBatch(key);
    }
  };

  const sendBatch = async (key: string): Promise<void> => {
    const slot = await options.acquireSlot();
    const batch = groups.get(key)?.splice(0, options.maxBatchSize) ?? [];
    if (groups.get(key)?.length === 0) groups.delete(key);
    if (batch.length === 0) {
      slot();
      return;
    }
    waiting -= batch.length;
    inFlight += batch.length;
    const started = clock.now();
    try {
      const items = batch.map(({ item }) => item);
      const results = await options.send(items, slot);
      batch.forEach(({ resolve, reject }, index) => {
        const [result] = results.slice(index, index + 1);
        if (result === undefined) reject(new Error('a batch has fewer results than items'));
        else resolve(result);
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      lastEvent = clock.now();
      addRecent(durations, lastEvent - started);
      inFlight -= batch.length;
      schedule();
    }
  };

  return (item, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        resolve(options.cancelled);
        return;
      }
      const key = options.key(item);
      const group = groups.get(key) ?? [];
      groups.set(key, group);
      const cancel = (): void => {
        const index = group.indexOf(entry);
        // Already sent, so it cannot be cancelled.
        if (index < 0) return;
        group.splice(index, 1);
        if (group.length === 0) groups.delete(key);
        waiting--;
        resolve(options.cancelled);
        schedule();
      };
      const settle =
        <T>(settled: (value: T) => void) =>
        (value: T): void => {
          signal?.removeEventListener('abort', cancel);
          settled(value);
        };
      const entry: Waiting<Item, Result> = { item, resolve: settle(resolve), reject: settle(reject) };
      signal?.addEventListener('abort', cancel, { once: true });
      group.push(entry);
      waiting++;
      addRecent(keys, key);
      const now = clock.now();
      // A long silence says nothing about the rate of arrivals.
      const gap = lastEvent === undefined ? 0 : Math.min(now - lastEvent, MAX_QUIET_MS / 2);
      longestGap = Math.max(gap, longestGap * GAP_DECAY);
      lastEvent = now;
      schedule();
    });
}

function addRecent<T>(recent: T[], value: T): void {
  recent.push(value);
  if (recent.length > RECENT) recent.shift();
}
