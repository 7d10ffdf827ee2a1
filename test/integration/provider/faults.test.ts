import { kinds } from '../../acceptance/faults/columns.ts';
import { play, type Playing } from '../../acceptance/faults/play.ts';
import { rows } from '../../acceptance/faults/rows.ts';
import { startWorld, type World } from '../../acceptance/faults/world.ts';
import { inProcess } from './in-process.ts';

// Every fault in every method: server and state agree, or the error says how they differ, and one more apply repairs it.
// test/acceptance/faults/table.test.ts plays some rows on the engines, and `npm run faults` plays all.

/** Most of the time is spent in pauses and time-outs, so many rows run at once; each test waits for its own. */
const SCENARIOS = 12;

let world: World;
let playing: readonly Playing[];
beforeAll(async () => {
  world = await startWorld(SCENARIOS);
  playing = play(world, inProcess);
});
afterAll(async () => {
  await Promise.allSettled(playing.map(({ cells }) => cells));
  await world.stop();
});

describe.each(rows.map((row) => ({ row, title: row.name.trim() })))('$title', ({ row }) => {
  test.each(kinds)('$name: state and server agree or the error says so; the next apply converges', async (kind) => {
    const cells = await playing.find((one) => one.row === row && one.kind === kind)?.cells;
    expect(cells).toHaveLength(3);
    expect(cells?.flatMap(({ method, problems }) => problems.map((problem) => `${method}: ${problem}`))).toEqual([]);
    for (const { applies } of cells ?? []) expect(applies).toBeLessThanOrEqual(1);
  });
});
