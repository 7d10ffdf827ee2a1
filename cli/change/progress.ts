import { formatCount } from '../output.ts';

/** A line on a terminal that shows the progress of long work. */
export interface Progress {
  /** @param settled the number of phones that are settled so far */
  update(settled: number): void;
  /** Removes the line. */
  end(): void;
}

/** Shorter work needs no line. */
const DELAY_MS = 500;

const ERASE_LINE = '\r\u001b[K';

/** Shows progress on stderr if that is a terminal. */
export function showProgress(total: number): Progress {
  const { stderr } = process;
  if (!stderr.isTTY) return { update: () => undefined, end: () => undefined };
  const started = performance.now();
  let isShown = false;
  return {
    update: (settled) => {
      const elapsed = performance.now() - started;
      if (elapsed < DELAY_MS) return;
      const left = settled === 0 ? '' : `, ${Math.ceil(((elapsed / settled) * (total - settled)) / 1000)} s left`;
      const percent = Math.floor((100 * settled) / total);
      stderr.write(`${ERASE_LINE}${formatCount(settled)} of ${formatCount(total)} phones (${percent}%${left})`);
      isShown = true;
    },
    end: () => {
      if (isShown) stderr.write(ERASE_LINE);
    },
  };
}
