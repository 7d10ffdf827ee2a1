import { randomBytes } from 'node:crypto';
import { BOOT_ID_BYTES, type NonceStore } from '../model/storage.ts';

/** Keys that expire within one span are removed together: removing each by itself costs as much as adding it. */
const SPAN_MS = 30_000;

/** Nonces in memory: a single process serves an SQLite database. They are lost when it ends (see `bootId`). */
export function createNonceStore(): NonceStore {
  /** Used keys by the span in which they expire, counted from the start of the clock. */
  const used = new Map<number, Set<number>>();

  /** Starts a span, which happens twice a minute, and drops those that are over. */
  const startSpan = (span: number, now: number): Set<number> => {
    for (const known of used.keys()) if ((known + 1) * SPAN_MS <= now) used.delete(known);
    const keys = new Set<number>();
    used.set(span, keys);
    return keys;
  };

  return {
    bootId: randomBytes(BOOT_ID_BYTES),
    useOnce: (key, expiresAt, now) => {
      // A key always expires at the same time, so it can only be in this span.
      const span = Math.floor(expiresAt / SPAN_MS);
      const keys = used.get(span) ?? startSpan(span, now);
      const { size } = keys;
      return Promise.resolve(keys.add(key).size > size);
    },
  };
}
