import type { FastifyReply, FastifyRequest } from 'fastify';

/** How slowly a client may read a response. While it reads, it keeps memory and a snapshot of the database in use. */
export interface ReadingLimits {
  /** The lowest rate over half a minute, in bytes per second; 0 for none. */
  readonly minBytesPerSecond: number;
  /** The longest time for a response in seconds; 0 for none. */
  readonly maxSeconds: number;
}

/** Responses in progress. */
export interface SlowReaders {
  add(request: FastifyRequest, reply: FastifyReply): void;
  /** Closes the connections whose client has read too slowly. @param now a monotonic time in milliseconds */
  check(now: number): void;
}

/** How often `check` should be called. */
export const CHECK_READERS_MS = 5000;
/** Long enough for a pause in a mobile network. */
const WINDOW_MS = 30_000;

interface Reading {
  readonly request: FastifyRequest;
  /** Since when the client has had something to read. */
  since: number | undefined;
  /** The start of the current window, and the bytes sent until then. */
  window: { readonly at: number; readonly sent: number } | undefined;
}

export function watchSlowReaders({ minBytesPerSecond, maxSeconds }: ReadingLimits): SlowReaders {
  const readings = new Set<Reading>();

  /** Whether the client has been too slow. Time in which the server had nothing to send does not count. */
  const isTooSlow = (reading: Reading, now: number): boolean => {
    const { socket } = reading.request.raw;
    if (socket.writableLength === 0) {
      reading.window = undefined;
      return false;
    }
    const sent = socket.bytesWritten - socket.writableLength;
    reading.since ??= now;
    reading.window ??= { at: now, sent };
    if (maxSeconds > 0 && now - reading.since > maxSeconds * 1000) return true;
    const { window } = reading;
    if (now - window.at < WINDOW_MS) return false;
    reading.window = { at: now, sent };
    return (sent - window.sent) * 1000 < minBytesPerSecond * (now - window.at);
  };

  return {
    add: (request, reply) => {
      const reading: Reading = { request, since: undefined, window: undefined };
      readings.add(reading);
      reply.raw.once('close', () => readings.delete(reading));
    },
    check: (now) => {
      for (const reading of readings) {
        const { request } = reading;
        if (!isTooSlow(reading, now)) continue;
        request.requestLog.outcome = 'cut off';
        request.log.info({ from: request.ip }, 'the client read its response too slowly');
        request.raw.socket.destroy();
      }
    },
  };
}
