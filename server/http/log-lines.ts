/** Where log lines go. */
export interface LineStream {
  write(lines: string): unknown;
  /** Writes what waits, where lines wait, at once. */
  flush?(): void;
}

/** Lines that wait for the end of this turn of the event loop. */
export interface LogLines extends LineStream {
  flush(): void;
  /** Writes what waits; lines that come later are written one by one. */
  end(): void;
}

/**
 * A log that is written once a turn: each write is a call into the system, which costs as much as a phone's whole login, and a
 * thousand phones that boot together make a thousand lines. What still waits when the process ends, by a fault too, is
 * written then; a process that is killed loses the lines of one turn, some milliseconds. (Who changed what is in the
 * database's trail, not here.) Whoever has a warning or an error to tell flushes.
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

/** The time of a log line, as pino wants it: made once a millisecond, not once a line. */
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
