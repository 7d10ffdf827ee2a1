// An engine works on ten resources at a time, each in a call of its own. Their requests can share one list if the first
// ones wait for the last. The batcher decides who waits, and for how long.

/**
 * Quiet period before a partial batch is flushed, in ms: twice the longest recent gap between two items (`gaps`), which
 * decays with each item (`forgets`), within limits (`least`, `most`). An engine that writes a state of thousands of phones
 * after each phone leaves 60 ms between two.
 */
const QUIET = { least: 4, most: 300, gaps: 2, forgets: 0.95 };

/** A server with longer response times, in ms, is far away: waiting costs more than it saves, so nothing is batched. */
const MAX_NEAR_MS = 20;

/** Waiting items do not wait longer than this, in ms, for a request in flight, which may hang. */
const SLOW = 100;

/** The number of recent requests that the distance is estimated from. The fastest counts, because a busy machine is not far away. */
const REQUESTS = 64;

/** The number of recent items that tell whether items share keys. */
const ITEMS = 16;

export interface BatcherOptions<Item, Answer> {
  /** Only items with the same key can share a batch. */
  key(item: Item): string;
  /** The maximum size of a batch. */
  readonly most: number;
  /** Runs a request when the semaphore has a free slot. */
  place(work: () => Promise<void>): Promise<void>;
  /** Sends a batch. Returns one answer for each item, and throws only if the whole batch fails. */
  send(items: readonly Item[]): Promise<readonly Answer[]>;
  /** The answer for an item that was withdrawn before it was sent. */
  readonly givenUp: Answer;
}

/** Sends an item, in a batch with others if that is faster. `ends` withdraws it while it waits. */
export type Batcher<Item, Answer> = (item: Item, ends: AbortSignal) => Promise<Answer>;

interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly answer: (answer: Answer) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Batches the items of concurrent callers. A single caller's item is sent at once. The number of callers is learnt from the
 * number of items that wait at the same time; a batch is flushed when it reaches that number, or after a quiet period. Items
 * do not wait if there is nothing to gain: their keys differ, or the server is far away.
 */
export function batcher<Item, Answer>(options: BatcherOptions<Item, Answer>): Batcher<Item, Answer> {
  const groups = new Map<string, Waiting<Item, Answer>[]>();
  let waiting = 0;
  let underWay = 0;
  let callers = 1;
  let gap = QUIET.least;
  /** The time of the last arrival or answer, in ms of performance.now(); 0 before the first. */
  let lastMove = 0;
  let durations: readonly number[] = [];
  let keys: readonly string[] = [];
  let timer: NodeJS.Timeout | undefined;

  /** Whether batching saves more time than waiting costs. */
  const pays = (): boolean => {
    const near = durations.length === 0 || Math.min(...durations) < MAX_NEAR_MS;
    return near && keys.length >= 1.5 * new Set(keys).size;
  };

  const arrange = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting === 0) return;
    callers = Math.max(callers, waiting + underWay);
    if (waiting >= callers || !pays()) go();
    else if (underWay === 0) {
      // Callers that have just been answered may be about to send their next item.
      const quiet = Math.min(QUIET.most, Math.max(QUIET.least, QUIET.gaps * gap));
      timer = setTimeout(() => {
        // One fewer, not all that are missing: on a busy machine they may only be late.
        callers = Math.max(waiting, callers - 1);
        go();
      }, quiet);
    } else timer = setTimeout(go, SLOW);
  };

  /** Flushes all waiting items. Items that arrive before a slot is free join the batch. */
  const go = (): void => {
    for (const [key, { length }] of [...groups]) {
      for (let first = 0; first < length; first += options.most) void options.place(() => sendSome(key));
    }
  };

  const sendSome = async (key: string): Promise<void> => {
    const some = groups.get(key)?.splice(0, options.most) ?? [];
    if (groups.get(key)?.length === 0) groups.delete(key);
    if (some.length === 0) return;
    waiting -= some.length;
    underWay += some.length;
    const started = performance.now();
    try {
      const answers = await options.send(some.map(({ item }) => item));
      some.forEach(({ answer, fail }, index) => {
        const [own] = answers.slice(index, index + 1);
        if (own === undefined) fail(new Error('a request has fewer answers than items'));
        else answer(own);
      });
    } catch (error) {
      for (const { fail } of some) fail(error);
    } finally {
      lastMove = performance.now();
      durations = [...durations.slice(1 - REQUESTS), lastMove - started];
      underWay -= some.length;
      arrange();
    }
  };

  return (item, ends) =>
    new Promise((resolve, reject) => {
      if (ends.aborted) {
        resolve(options.givenUp);
        return;
      }
      const key = options.key(item);
      const group = groups.get(key) ?? [];
      groups.set(key, group);
      const giveUp = (): void => {
        const place = group.indexOf(own);
        // Already sent, so it cannot be withdrawn.
        if (place < 0) return;
        group.splice(place, 1);
        if (group.length === 0) groups.delete(key);
        waiting--;
        resolve(options.givenUp);
        arrange();
      };
      const done =
        <T>(then: (value: T) => void) =>
        (value: T): void => {
          ends.removeEventListener('abort', giveUp);
          then(value);
        };
      const own: Waiting<Item, Answer> = { item, answer: done(resolve), fail: done(reject) };
      ends.addEventListener('abort', giveUp, { once: true });
      group.push(own);
      waiting++;
      keys = [...keys.slice(1 - ITEMS), key];
      const now = performance.now();
      // A long silence says nothing about the rate of arrivals.
      const took = lastMove > 0 ? Math.min(now - lastMove, QUIET.most / QUIET.gaps) : 0;
      gap = Math.max(took, gap * QUIET.forgets);
      lastMove = now;
      arrange();
    });
}
