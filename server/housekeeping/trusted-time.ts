import { type Storage, TRUSTED_TIME } from '../storage/index.ts';

/** How far the trusted time follows the clock in one run: so much of the history is lost to a wrong clock. */
const MAX_STEP_MS = 24 * 60 * 60 * 1000;

export interface TrustedTime {
  readonly at: Date;
  /** Whether the clock is ahead of the last run by more than one run may follow. */
  readonly isClockAhead: boolean;
}

export interface TrustedTimeOptions {
  readonly storage: Pick<Storage, 'getMetadata' | 'setMetadata'> & {
    readonly auditLog: Pick<Storage['auditLog'], 'latestTime'>;
  };
  readonly now: () => Date;
}

/**
 * Creates a function that reads the time by which a run of the housekeeping decides what is old. It is the trusted time in the
 * database (ISO 8601), which each run moves towards the clock by a day at most, or the clock if that is earlier. A clock that
 * jumps ahead, also between two starts, thus ages the history by a day per run. The first run of a process that finds the clock
 * ahead moves nothing, so that restarts in a row delete nothing and the operator has an hour to set the clock.
 *
 * A database that has no trusted time, because it is new, restored, or of an earlier release, starts at the latest time in its
 * history.
 */
export function createTrustedTime({ storage, now }: TrustedTimeOptions): () => Promise<TrustedTime> {
  let wasAhead = false;

  const lastTrusted = async (): Promise<number | undefined> => {
    const known = Date.parse((await storage.getMetadata(TRUSTED_TIME)) ?? '');
    return Number.isNaN(known) ? (await storage.auditLog.latestTime())?.getTime() : known;
  };

  return async () => {
    const clock = now().getTime();
    const last = (await lastTrusted()) ?? clock;
    const isAhead = clock > last + MAX_STEP_MS;
    const isHeld = isAhead && !wasAhead;
    wasAhead = isAhead;
    const trusted = isHeld ? last : Math.min(Math.max(clock, last - MAX_STEP_MS), last + MAX_STEP_MS);
    await storage.setMetadata(TRUSTED_TIME, new Date(trusted).toISOString());
    return { at: new Date(Math.min(clock, trusted)), isClockAhead: isAhead };
  };
}
