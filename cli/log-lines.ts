/**
 * A log that writes once what comes in one turn of the event loop: each write is a call into the system, and a thousand phones
 * make a thousand lines. What is not written yet when the process ends is written then, after a fault too.
 */
export function gatherLines(stream: { write(text: string): unknown }): { write(line: string): void } {
  let waiting = '';
  const flush = (): void => {
    if (waiting === '') return;
    const text = waiting;
    waiting = '';
    stream.write(text);
  };
  process.once('exit', flush);
  return {
    write: (line) => {
      if (waiting === '') setImmediate(flush);
      waiting += line;
    },
  };
}
