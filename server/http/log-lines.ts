/** Where log lines go. */
export interface LineStream {
  write(lines: string): unknown;
  /** Writes the buffered lines at once. */
  flush?(): void;
}

/** Lines buffered until the end of this turn of the event loop. */
export interface LogLines extends LineStream {
  flush(): void;
  /** Writes the buffered lines; later lines are written one by one. */
  end(): void;
}

/**
 * A log that is written once per turn of the event loop, because a write is a system call that costs as much as a phone's
 * whole login, and a thousand phones that boot together cause a thousand lines. Lines that are buffered when the process
 * exits, also after an exception, are written then; a killed process loses the lines of one turn. (Who changed what is in
 * the audit log in the database, not here.) Warnings and errors must be flushed.
 */
export function gatherLines(stream: LineStream): LogLines {
  let waiting = '';
  let ended = false;
  const flush = (): void => {
    if (waiting === '') return;
    const lines = waiting;
    waiting = '';
    stream.write(lines);
  };
  process.on('exit', flush);
  return {
    write: (line) => {
      if (waiting === '') setImmediate(flush);
      waiting += line;
      if (ended) flush();
    },
    flush,
    end: () => {
      ended = true;
      process.off('exit', flush);
      flush();
    },
  };
}

/** The time of a log line in pino's format, formatted once per millisecond instead of once per line. */
export function createLogTime(): () => string {
  let madeAt = 0;
  let text = '';
  return () => {
    const now = Date.now();
    if (now !== madeAt) {
      madeAt = now;
      text = `,"time":"${new Date(now).toISOString()}"`;
    }
    return text;
  };
}
