import { writeSync } from 'node:fs';
import { systemCode } from '../errors/index.ts';
import type { LineStream } from './log-lines.ts';

/** The maximum buffer while the log cannot be written, some 40,000 lines. */
const mostWaiting = 8 * 1024 * 1024;
/** The interval of retries while no lines are added. */
const tryAgainEvery = 1000;

/**
 * A log that is written synchronously and whose failures do not affect the server: phones are answered even if it cannot be
 * written. Lines that cannot be written, because the disk is full or the reader is slow, are buffered. If the buffer
 * overflows, the log states how many lines were lost. If its reader is gone (EPIPE), it ends.
 *
 * @param fd the open file descriptor; 2 is standard error
 */
export function openLog(fd: number): LineStream {
  // A new buffer for each turn would cost more than the write itself.
  const scratch = Buffer.alloc(64 * 1024);
  const waiting: Buffer[] = [];
  let bytes = 0;
  let lost = 0;
  let gone = false;
  let timer: NodeJS.Timeout | undefined;

  /** Writes as much as possible and returns the rest. */
  const put = (lines: Buffer): Buffer => {
    let rest = lines;
    try {
      while (rest.length > 0) rest = rest.subarray(writeSync(fd, rest));
    } catch (error) {
      gone = systemCode(error) === 'EPIPE';
    }
    return rest;
  };

  const keep = (lines: Buffer): void => {
    if (lines.length === 0 || gone) return;
    timer ??= setTimeout(tryAgain, tryAgainEvery).unref();
    if (bytes + lines.length > mostWaiting) {
      lost += lines.toString('latin1').split('\n').length - 1;
      return;
    }
    waiting.push(Buffer.from(lines));
    bytes += lines.length;
  };

  /** Writes the buffer; true once it is empty. */
  const catchUp = (): boolean => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const rest = put(next);
      bytes -= next.length - rest.length;
      if (rest.length === 0) continue;
      waiting.unshift(rest);
      return false;
    }
    if (lost === 0) return true;
    const time = new Date().toISOString();
    const msg = 'lines lost: the log could not be written';
    const line = `${JSON.stringify({ level: 40, time, lines: lost, msg })}\n`;
    lost = 0;
    keep(put(Buffer.from(line)));
    return waiting.length === 0;
  };

  const tryAgain = (): void => {
    timer = undefined;
    if (!gone && !catchUp()) timer = setTimeout(tryAgain, tryAgainEvery).unref();
  };

  const encode = (lines: string): Buffer =>
    lines.length * 3 > scratch.length ? Buffer.from(lines) : scratch.subarray(0, scratch.write(lines));

  return {
    write: (lines) => {
      if (gone) return;
      const own = encode(lines);
      keep(catchUp() ? put(own) : own);
    },
  };
}
