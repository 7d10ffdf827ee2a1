import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import { type Storage, StorageUnavailableError } from '../storage/index.ts';
import { createTrustedTime, type TrustedTime } from './trusted-time.ts';

const INTERVAL_MS = 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Audit entries removed in one transaction: some milliseconds of work. */
const BATCH_SIZE = 200;
/** The pause after each batch, in which other requests have the database to themselves. */
const BATCH_PAUSE_MS = 20;

export interface HousekeepingOptions {
  readonly storage: Pick<Storage, 'sessions' | 'auditLog' | 'getMetadata' | 'setMetadata'>;
  /** Audit entries older than this are removed; `undefined` keeps them forever. */
  readonly historyDays: number | undefined;
  readonly log: FastifyBaseLogger;
  readonly now?: () => Date;
}

export interface Housekeeping {
  /** Stops; resolves when the current step is complete. */
  stop(): Promise<void>;
}

/**
 * Removes expired sessions and old audit entries, at the start and every hour. Several instances may do so at the same time.
 */
export function startHousekeeping({
  storage,
  historyDays,
  log,
  now = () => new Date(),
}: HousekeepingOptions): Housekeeping {
  const stopping = new AbortController();
  const { signal } = stopping;

  const { sessions, auditLog } = storage;
  const readTime = createTrustedTime({ storage, now });

  const removeOldAuditEntries = async (days: number, { at, isClockAhead }: TrustedTime): Promise<void> => {
    if (isClockAhead) {
      log.error(
        { days, trustedTime: at },
        'the clock is more than a day ahead of the last run, so each hourly run removes only one more day of old audit entries; if the clock is wrong, set it now',
      );
    }
    const before = new Date(at.getTime() - days * DAY_MS);
    let removed = 0;
    for (let more = true; more && !signal.aborted;) {
      const count = await auditLog.removeBefore(before, BATCH_SIZE);
      removed += count;
      more = count > 0;
      if (more) await pause(BATCH_PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
    if (removed > 0) log.info({ removed, days }, 'old audit entries removed');
  };

  const clean = async (): Promise<void> => {
    try {
      await sessions.removeExpired(now());
      // Kept up to date although nothing is removed, so that it is right when --keep-history is given later.
      const time = await readTime();
      if (historyDays !== undefined) await removeOldAuditEntries(historyDays, time);
    } catch (err) {
      if (err instanceof StorageUnavailableError) log.warn({ err }, 'housekeeping failed; next attempt in an hour');
      else log.error({ err }, 'housekeeping failed');
    }
  };

  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      await clean();
      // The timer does not keep the process alive.
      await pause(INTERVAL_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  };
  const running = run();

  return {
    stop: () => {
      stopping.abort();
      return running;
    },
  };
}
