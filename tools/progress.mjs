// Progress lines on the terminal. Plain JavaScript, because it runs before any package is installed.

const WIDTH = 34;
/** How often a log, which cannot be redrawn, gets a line about a long step. */
const LOG_INTERVAL_MS = 20_000;

/** Whether to use colours and to redraw lines. */
export const fancy = Boolean(process.stdout.isTTY) && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';

/**
 * @param {number} code an SGR code
 * @returns {(text: string) => string}
 */
const paint = (code) => (text) => (fancy ? `\u001b[${code}m${text}\u001b[0m` : text);
export const bold = paint(1);
export const dim = paint(2);
export const red = paint(31);
export const green = paint(32);

/**
 * @param {number} ms
 * @returns {string} as in "0.4 s", "31 s", "2 min 5 s"
 */
export function formatDuration(ms) {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/**
 * @typedef {object} Step
 * @property {(text: string) => void} note says what the step is doing
 * @property {(text: string, options?: { readonly time?: boolean }) => void} done ends the step with its result, followed by
 *   the time that it took unless `time` is false
 * @property {(text: string) => void} fail ends the step with what failed
 */

/** @type {Step | undefined} The step in progress. */
let current;

/**
 * Starts a step, which is one line: label, dots, result. A terminal redraws the line with the latest note; a log gets a
 * line about a long step from time to time.
 *
 * @param {string} label
 * @param {string} number a prefix, as in 1/5
 * @returns {Step}
 */
export function startStep(label, number = '') {
  const head = `${number === '' ? '' : `${number}  `}${label} `;
  const dots = '.'.repeat(Math.max(3, WIDTH + (number === '' ? 0 : 5) - head.length));
  /** @param {string} text */
  const line = (text) => `${head}${dim(dots)} ${text}`;
  const started = Date.now();
  let note = 'working';
  let lastLogged = started;
  const tick = () => {
    const text = `${note} (${formatDuration(Date.now() - started)})`;
    if (fancy) process.stdout.write(`\r\u001b[K${fit(line(dim(text)))}`);
    else if (Date.now() - lastLogged >= LOG_INTERVAL_MS) {
      lastLogged = Date.now();
      process.stdout.write(`     ${label}: ${text}\n`);
    }
  };
  const timer = setInterval(tick, 250);
  // The timer alone must not keep the program alive.
  timer.unref();
  /** @param {string} text */
  const finish = (text) => {
    clearInterval(timer);
    current = undefined;
    process.stdout.write(`${fancy ? '\r\u001b[K' : ''}${line(text)}\n`);
  };
  if (fancy) tick();
  current = {
    note: (text) => {
      note = text;
    },
    done: (text, { time = true } = {}) => finish(time ? `${text}, ${formatDuration(Date.now() - started)}` : text),
    fail: (text) => finish(red(text)),
  };
  return current;
}

/** Marks the step in progress, if there is one, as failed. */
export function failStep() {
  current?.fail('failed');
}

/**
 * Cuts a line to the terminal's width, because a line that wraps cannot be redrawn. Colour codes have no width.
 *
 * @param {string} text
 */
const fit = (text) => ((process.stdout.columns ?? 0) > 20 ? text.slice(0, process.stdout.columns + 7) : text);
