import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import { type Storage, StorageUnavailableError } from './storage/index.ts';

const everyMs = 60 * 60 * 1000;
const dayMs = 24 * 60 * 60 * 1000;
/** Entries of the history that are removed at a time, and how long others then have the database to themselves. */
const [batch, restMs] = [200, 20];

/** What housekeeping works with. */
export interface HousekeepingOptions {
  readonly storage: Pick<Storage, 'sessions' | 'auditLog'>;
  /** Entries of the history that are older are removed; `undefined` keeps them for ever. */
  readonly historyDays: number | undefined;
  readonly log: FastifyBaseLogger;
  readonly now?: () => Date;
}

/** Work that goes on beside the requests. */
export interface Housekeeping {
  /** Begins nothing more; resolves when what was begun is done. */
  stop(): Promise<void>;
}

/**
 * Removes, at the start and every hour, what nobody needs any more: sessions that have ended, and entries of the history that
 * are too old. Those go in small pieces, so that nobody waits. Several instances may do it at once.
 */
export function startHousekeeping({
  storage: { sessions, auditLog },
  historyDays,
  log,
  now = () => new Date(),
}: HousekeepingOptions): Housekeeping {
  const stopping = new AbortController();
  const { signal } = stopping;

  const removeHistory = async (days: number): Promise<void> => {
    const before = new Date(now().getTime() - days * dayMs);
    let removed = 0;
    for (let more = true; more && !signal.aborted;) {
      const count = await auditLog.removeBefore(before, batch);
      removed += count;
      more = count > 0;
      if (more) await pause(restMs, undefined, { signal }).catch(() => undefined);
    }
    if (removed > 0) log.info({ removed, days }, 'history: what was too old is removed');
  };

  const clean = async (): Promise<void> => {
    try {
      await sessions.removeExpired(now());
      if (historyDays !== undefined) await removeHistory(historyDays);
    } catch (err) {
      if (err instanceof StorageUnavailableError) log.warn({ err }, 'housekeeping will be tried again in an hour');
      else log.error({ err }, 'housekeeping failed');
    }
  };

  const live = async (): Promise<void> => {
    while (!signal.aborted) {
      await clean();
      // Not what keeps a process alive.
      await pause(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  };
  const living = live();

  return {
    stop: () => {
      stopping.abort();
      return living;
    },
  };
}
