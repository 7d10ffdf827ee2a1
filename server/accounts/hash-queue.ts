/** Password hashes that wait for their turn, one at a time. */
export interface HashQueue {
  /** Whether `run` would refuse another job of this network. */
  isFull(network: string): boolean;
  /**
   * Runs `work` when its turn comes. Undefined if it was not run: too many were waiting, every client that wanted the
   * result had disconnected, or the queue was stopped.
   */
  run<Result>(job: HashJob<Result>): Promise<Result | undefined>;
  /** Runs nothing more; resolves when the running one has ended. */
  stop(): Promise<void>;
}

export interface HashJob<Result> {
  /** Networks take turns. */
  readonly network: string;
  /** Whether all clients that wanted the result are gone. */
  readonly isAbandoned: () => boolean;
  readonly work: () => Promise<Result>;
}

export interface HashQueueLimits {
  readonly waitingPerNetwork: number;
  readonly waiting: number;
}

const DEFAULT_LIMITS: HashQueueLimits = {
  /** As many as a person or a program ever sends at once with different passwords. */
  waitingPerNetwork: 16,
  /** Ten seconds of work. Clients do not wait longer. */
  waiting: 40,
};

interface WaitingJob {
  readonly isAbandoned: () => boolean;
  /** Runs the job, and resolves when it has ended. */
  readonly start: () => Promise<unknown>;
  readonly abandon: () => void;
}

export function createHashQueue(limits = DEFAULT_LIMITS): HashQueue {
  /** By network; the first network is next. */
  const waiting = new Map<string, WaitingJob[]>();
  let running: Promise<unknown> | undefined;
  let stopped = false;

  const countWaiting = (): number => [...waiting.values()].reduce((sum, { length }) => sum + length, 0);

  const dropAbandoned = (): void => {
    for (const [network, jobs] of waiting) {
      const [kept, abandoned] = partition(jobs, (job) => !job.isAbandoned());
      for (const job of abandoned) job.abandon();
      if (kept.length === 0) waiting.delete(network);
      else waiting.set(network, kept);
    }
  };

  const takeNext = (): WaitingJob | undefined => {
    for (const [network, jobs] of waiting) {
      const job = jobs.shift();
      // Move the network to the end.
      waiting.delete(network);
      if (jobs.length > 0) waiting.set(network, jobs);
      if (job?.isAbandoned() === true) job.abandon();
      else if (job !== undefined) return job;
    }
    return undefined;
  };

  const startNext = (): void => {
    if (running !== undefined) return;
    const job = takeNext();
    if (job === undefined) return;
    const end = (): void => {
      running = undefined;
      startNext();
    };
    running = job.start().then(end, end);
  };

  const hasNoPlace = (network: string): boolean =>
    countWaiting() >= limits.waiting || (waiting.get(network)?.length ?? 0) >= limits.waitingPerNetwork;
  const isFull = (network: string): boolean => {
    if (stopped) return true;
    if (hasNoPlace(network)) dropAbandoned();
    return hasNoPlace(network);
  };

  return {
    isFull,
    run: (job) => {
      if (isFull(job.network)) return Promise.resolve(undefined);
      return new Promise((resolve) => {
        const jobs = waiting.get(job.network) ?? [];
        const start = (): Promise<unknown> => {
          const result = job.work();
          resolve(result);
          return result;
        };
        jobs.push({ isAbandoned: job.isAbandoned, start, abandon: () => resolve(undefined) });
        waiting.set(job.network, jobs);
        startNext();
      });
    },
    stop: async () => {
      stopped = true;
      for (const jobs of waiting.values()) for (const job of jobs) job.abandon();
      waiting.clear();
      await running;
    },
  };
}

/** The items that fulfil the condition, and the others. */
function partition<Item>(items: readonly Item[], condition: (item: Item) => boolean): readonly [Item[], Item[]] {
  const groups = Object.groupBy(items, (item) => (condition(item) ? 'yes' : 'no'));
  return [groups.yes ?? [], groups.no ?? []];
}
