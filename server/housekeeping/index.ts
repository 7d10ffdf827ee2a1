import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import { type Storage, StorageUnavailableError } from '../storage/index.ts';

const INTERVAL_MS = 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Audit entries removed in one transaction: some milliseconds of work. */
const BATCH_SIZE = 200;
/** The pause after each batch, in which other requests have the database to themselves. */
const BATCH_PAUSE_MS = 20;

export interface HousekeepingOptions {
  readonly storage: Pick<Storage, 'sessions' | 'auditLog'>;
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
  storage: { sessions, auditLog },
  historyDays,
  log,
  now = () => new Date(),
}: HousekeepingOptions): Housekeeping {
  const stopping = new AbortController();
  const { signal } = stopping;

  const startedAt = { wall: now().getTime(), monotonic: performance.now() };
  /** Whether the clock was set ahead since the start: by it, the whole history could be old. */
  const isClockAhead = (): boolean =>
    now().getTime() - startedAt.wall > performance.now() - startedAt.monotonic + DAY_MS;

  const removeOldAuditEntries = async (days: number): Promise<void> => {
    if (isClockAhead()) {
      log.error({ days }, 'the clock was set ahead by more than a day: no audit entries are removed until a restart');
      return;
    }
    const before = new Date(now().getTime() - days * DAY_MS);
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
      if (historyDays !== undefined) await removeOldAuditEntries(historyDays);
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
