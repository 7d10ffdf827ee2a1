import { engines } from '../../support/engine.ts';
import { kinds } from './columns.ts';
import { play, type Playing } from './play.ts';
import { rows, type Row } from './rows.ts';
import { startWorld, type World } from './world.ts';

// Every fault in every method: server and state agree, or the error says how they differ, and one more apply repairs it.
// Several rows run at once, and each test waits for its own.

let world: World;
let playing: readonly Playing[];

/** One engine runs all rows, the others a few. */
const isPlayed = (engine: number, row: Row): boolean => engine === 0 || rows.indexOf(row) % 5 === 0;

const [last, ...others] = engines().toReversed();
const all = [...(last ? [last] : []), ...others];

describe.each(all.map((engine, index) => ({ ...engine, index })))('$name $version', ({ index, ...engine }) => {
  const played = rows.filter((row) => isPlayed(index, row));
  beforeAll(async () => {
    world = await startWorld(4);
    playing = play(world, engine, (row) => played.includes(row));
  });
  afterAll(async () => {
    await Promise.allSettled(playing.map(({ cells }) => cells));
    await world.stop();
  });

  describe.each(played.map((row) => ({ row, title: row.name.trim() })))('$title', ({ row }) => {
    test.each(kinds)('$name: state and server agree or the error says so; the next apply converges', async (kind) => {
      const cells = await playing.find((one) => one.row === row && one.kind === kind)?.cells;
      expect(cells).toHaveLength(3);
      expect(cells?.flatMap(({ method, problems }) => problems.map((problem) => `${method}: ${problem}`))).toEqual([]);
      for (const { applies } of cells ?? []) expect(applies).toBeLessThanOrEqual(1);
    });
  });
});
