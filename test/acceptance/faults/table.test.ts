import { engines } from '../../support/engine.ts';
import { kinds } from './columns.ts';
import { play, type Playing } from './play.ts';
import { rows } from './rows.ts';
import { onEngine } from './runner.ts';
import { startWorld, type World } from './world.ts';

// Some faults on the engines; test/integration/provider/faults.test.ts has all of them, without an engine.
// Several rows run at once, and each test waits for its own.

let world: World;
let playing: readonly Playing[];

/** Every fifth fault, on one engine after the other. */
const chosen = rows.filter((_row, index) => index % 5 === 0);
const all = engines();

describe.each(all.map((engine, index) => ({ ...engine, index })))('$name $version', ({ index, ...engine }) => {
  const played = chosen.filter((_row, place) => place % all.length === index);
  beforeAll(async () => {
    world = await startWorld(4);
    playing = play(world, onEngine(engine), (row) => played.includes(row));
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
