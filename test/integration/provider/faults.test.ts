import type { Cell } from '../../acceptance/faults/cell.ts';
import { kinds, type Kind } from '../../acceptance/faults/columns.ts';
import { play } from '../../acceptance/faults/play.ts';
import { rows, type Row } from '../../acceptance/faults/rows.ts';
import { startWorld } from '../../acceptance/faults/world.ts';
import { inProcess } from './in-process.ts';

// Every fault in every method: server and state agree, or the error says how they differ, and one more apply repairs it.
// test/acceptance/faults/table.test.ts plays some rows on the engines, and `npm run faults` plays all.

/** Most of the time is spent in pauses and time-outs, so many rows run at once. */
const SCENARIOS = 12;

let played: readonly Played[];
beforeAll(async () => {
  const world = await startWorld(SCENARIOS);
  try {
    played = await Promise.all(
      play(world, inProcess).map(async ({ row, kind, cells }) => ({ row, kind, cells: await cells })),
    );
  } finally {
    await world.stop();
  }
});

describe.each(rows.map((row) => ({ row, title: row.name.trim() })))('$title', ({ row }) => {
  test.each(kinds)('$name: state and server agree or the error says so; the next apply converges', (kind) => {
    const cells = played.find((one) => one.row === row && one.kind === kind)?.cells;
    expect(cells).toHaveLength(3);
    expect(cells?.flatMap(({ method, problems }) => problems.map((problem) => `${method}: ${problem}`))).toEqual([]);
    for (const { applies } of cells ?? []) expect(applies).toBeLessThanOrEqual(1);
  });
});

/** The cells of a row for one kind of resource. */
interface Played {
  readonly row: Row;
  readonly kind: Kind;
  readonly cells: readonly Cell[];
}
