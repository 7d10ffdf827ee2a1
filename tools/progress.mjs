// How a long piece of work looks on the terminal. Plain JavaScript: it runs before any package is there.

const WIDTH = 34;
/** How often somebody who reads a log, not a terminal, hears that a long step is still under way. */
const NEWS_EVERY_MS = 20_000;

/** True where colours and redrawn lines are wanted. */
export const fancy = Boolean(process.stdout.isTTY) && !process.env.NO_COLOR && process.env.TERM !== 'dumb';

const paint = (code) => (text) => (fancy ? `\u001b[${code}m${text}\u001b[0m` : text);
export const bold = paint(1);
export const dim = paint(2);
export const red = paint(31);
export const green = paint(32);

/** "0.4 s", "31 s", "2 min 5 s". */
export function formatDuration(ms) {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/**
 * One step: a line with a label, dots, and what came of it. While it runs, `note` says what it does; on a terminal the
 * line is redrawn, in a log the notes of long steps appear now and then.
 */
export function startStep(label, number = '') {
  const head = `${number === '' ? '' : `${number}  `}${label} `;
  const line = (text) =>
    `${head}${dim('.'.repeat(Math.max(3, WIDTH + (number === '' ? 0 : 5) - head.length)))} ${text}`;
  const started = Date.now();
  let note = 'working';
  let lastNews = started;
  const tick = () => {
    const text = `${note} (${formatDuration(Date.now() - started)})`;
    if (fancy) process.stdout.write(`\r\u001b[K${fit(line(dim(text)))}`);
    else if (Date.now() - lastNews >= NEWS_EVERY_MS) {
      lastNews = Date.now();
      process.stdout.write(`     ${label}: ${text}\n`);
    }
  };
  const timer = setInterval(tick, 250);
  // A step never keeps a program alive that has nothing else to do.
  timer.unref();
  const finish = (text) => {
    clearInterval(timer);
    current = undefined;
    process.stdout.write(`${fancy ? '\r\u001b[K' : ''}${line(text)}\n`);
  };
  if (fancy) tick();
  current = {
    note(text) {
      note = text;
    },
    /** Ends the step: what came of it, and how long it took unless that is no news. */
    done(text, { time = true } = {}) {
      finish(time ? `${text}, ${formatDuration(Date.now() - started)}` : text);
    },
    fail(text) {
      finish(red(text));
    },
  };
  return current;
}

/** The step that is under way. */
let current;

/** Ends the step that is under way, if there is one, when something went wrong in it. */
export function failStep() {
  current?.fail('failed');
}

/** A redrawn line must not wrap: cut it to the terminal's width (the few invisible codes make it a little shorter). */
const fit = (text) => ((process.stdout.columns ?? 0) > 20 ? text.slice(0, process.stdout.columns + 7) : text);
