// An engine works on ten resources at a time, each in a call of its own. What they ask for at the same time can go to the
// server in one request, if somebody waits for the last of them. This is who waits, and for how long.

/**
 * How long nobody has to come before those that are there go, in milliseconds: twice the longest time that the next one
 * took of late. That is forgotten by and by. An engine that writes a state of thousands of phones after each of them
 * leaves 60 ms between two.
 */
const QUIET = { least: 4, most: 300, gaps: 2, forgets: 0.95 };

/** Answers that take this long, in milliseconds, make waiting for each other dear: then everybody goes at once. */
const MAX_NEAR_MS = 20;

/** A request that takes this long, in milliseconds, is not waited for: it may hang. */
const SLOW = 100;

/** How many of the last requests tell how far the server is. The fastest of them counts: a busy machine is no distance. */
const REQUESTS = 64;

/** How many of the last items tell whether they can go together. */
const ITEMS = 16;

export interface BatcherOptions<Item, Answer> {
  /** Only items of one key may go together. */
  key(item: Item): string;
  /** How many may go together. */
  readonly most: number;
  /** Runs a request as soon as there is a place for it. */
  place(work: () => Promise<void>): Promise<void>;
  /** Asks for all of them, one answer an item; it throws for none alone. */
  send(items: readonly Item[]): Promise<readonly Answer[]>;
  /** The answer of an item that was given up before it was sent. */
  readonly givenUp: Answer;
}

/** Asks for an item, together with others where that is quicker. `ends` gives it up while it waits. */
export type Batcher<Item, Answer> = (item: Item, ends: AbortSignal) => Promise<Answer>;

interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly answer: (answer: Answer) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Gathers what concurrent callers ask for. A lone one goes at once. How many callers there are it learns from how many
 * wait at the same time; when so many are there again, or nobody has come for a while, they go. Nobody waits where
 * nothing is to be gained: the items have different keys, or the server is far away.
 */
export function batcher<Item, Answer>(options: BatcherOptions<Item, Answer>): Batcher<Item, Answer> {
  const groups = new Map<string, Waiting<Item, Answer>[]>();
  let waiting = 0;
  let underWay = 0;
  let callers = 1;
  let gap = QUIET.least;
  /** When somebody came, or was answered and may come again; 0 before. */
  let lastMove = 0;
  let durations: readonly number[] = [];
  let keys: readonly string[] = [];
  let timer: NodeJS.Timeout | undefined;

  /** Whether waiting for each other saves more than it costs. */
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
      // Those who had an answer a moment ago may be about to come again.
      const quiet = Math.min(QUIET.most, Math.max(QUIET.least, QUIET.gaps * gap));
      timer = setTimeout(() => {
        // One fewer, not all that are missing: on a busy machine they are only late.
        callers = Math.max(waiting, callers - 1);
        go();
      }, quiet);
    } else timer = setTimeout(go, SLOW);
  };

  /** All that wait go as soon as there is a place; who comes until then goes with them. */
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
        // Under way already: what was sent is never taken back.
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
      // A long silence tells nothing of how fast they come.
      const took = lastMove > 0 ? Math.min(now - lastMove, QUIET.most / QUIET.gaps) : 0;
      gap = Math.max(took, gap * QUIET.forgets);
      lastMove = now;
      arrange();
    });
}
