import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
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
  /** Its place in the list. */
  index: number;
  readonly request: FastifyRequest;
  /** Since when the client has had something to read. */
  since: number | undefined;
  /** The start of the current window, and the bytes sent until then. */
  window: { readonly at: number; readonly sent: number } | undefined;
}

export function watchSlowReaders({ minBytesPerSecond, maxSeconds }: ReadingLimits): SlowReaders {
  // A list rather than a Set: a Set that changes with each request is copied often, and the garbage collector then keeps the
  // copies, and with them every request, until its next full run.
  const readings: Reading[] = [];

  /** The last one takes the place of the one that has ended. */
  const remove = ({ index }: Reading): void => {
    const last = readings.pop();
    if (last === undefined || last.index === index) return;
    last.index = index;
    readings[index] = last;
  };

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
      const reading: Reading = { index: readings.length, request, since: undefined, window: undefined };
      readings.push(reading);
      reply.raw.once('close', () => {
        remove(reading);
      });
    },
    check: (now) => {
      for (const reading of readings) {
        const { request } = reading;
        if (!isTooSlow(reading, now)) continue;
        request.requestLog.outcome = 'cut off';
        request.log.info({ from: request.ip }, 'the client read its response too slowly');
        cutOff(request.raw.socket);
      }
    },
  };
}

/**
 * Closes a connection at once. After an orderly end, the system would keep up to 4 MB that the client does not read, and try
 * to send them for minutes.
 */
function cutOff(socket: Socket): void {
  // There is no reset through TLS.
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}
