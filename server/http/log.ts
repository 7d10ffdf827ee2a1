import { type DestinationStream, pino } from 'pino';

/** What is logged, and where to. Lines are JSON. */
export interface LogOptions {
  readonly level: 'silent' | 'error' | 'warn' | 'info' | 'debug';
  readonly stream: DestinationStream;
}

/** Lines kept while they cannot be written: some 40,000. */
const MAX_BUFFERED_BYTES = 8 * 1024 * 1024;
const RETRY_MS = 1000;
/** The longest text that is written at once, and lost at once if the buffer is full: some 300 lines. */
const MAX_BATCH_LENGTH = 64 * 1024;

/**
 * Opens a log that never stops the server. Lines that cannot be written, because the disk is full or the reader is slow, stay
 * in a bounded buffer and are retried with the next line or after a second. When the buffer overflows, the log reports how
 * many lines were lost. When the reader is gone (EPIPE), logging ends.
 *
 * @param fd an open file descriptor: 2 is standard error
 */
export function openLog(fd: number): DestinationStream {
  // Without the fixed retryEAGAIN, a full pipe would block the event loop.
  const stream = pino.destination({
    dest: fd,
    sync: true,
    maxLength: MAX_BUFFERED_BYTES,
    retryEAGAIN: () => false,
  });
  let lost = 0;
  let timer: NodeJS.Timeout | undefined;
  stream.on('error', () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      stream.write('');
    }, RETRY_MS).unref();
  });
  const lose = (lines: string): void => {
    lost += lines.split('\n').length - 1;
  };
  stream.on('drop', lose);
  stream.on('drain', () => {
    if (lost === 0) return;
    const time = new Date().toISOString();
    const line = { level: 40, time, lines: lost, msg: 'log lines lost: the log could not be written' };
    lost = 0;
    stream.write(`${JSON.stringify(line)}\n`);
  });
  return inBatches((lines) => {
    // Once lines are lost, so are all until the buffer is empty: the log has one gap, and reports it there.
    if (lost > 0) lose(lines);
    stream.write(lost > 0 ? '' : lines);
  });
}

/**
 * Writes the lines of a turn of the event loop together, and the last ones when the process exits. A write for each line
 * takes as long as the rest of a short request.
 */
function inBatches(write: (lines: string) => void): DestinationStream {
  let lines = '';
  const flush = (): void => {
    process.off('exit', flush);
    const batch = lines;
    lines = '';
    write(batch);
  };
  return {
    write: (line) => {
      if (lines === '') {
        process.once('exit', flush);
        setImmediate(flush);
      }
      lines += line;
      if (lines.length >= MAX_BATCH_LENGTH) flush();
    },
  };
}
