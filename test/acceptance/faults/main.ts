import { buildProduct } from '../../../tools/build.ts';
import { makeMirror } from '../../../tools/mirror.ts';
import { formatDuration, green, red } from '../../../tools/progress.mjs';
import { engines, type TestEngine } from '../../support/engine.ts';
import { kinds } from './columns.ts';
import { playKills, SEED, type Kill } from './kills.ts';
import { play } from './play.ts';
import { rows } from './rows.ts';
import { onEngine } from './runner.ts';
import { tableOf } from './table.ts';
import { startWorld } from './world.ts';

// npm run faults prints the outcome of every fault in every method; `npm run faults -- opentofu` selects an engine.
// npm run faults -- kills 200 [seed]: so many SIGKILLs at random moments, half of them on each engine.

const [first = '', number = '200', seed] = process.argv.slice(2);
await Promise.all([buildProduct(), makeMirror()]);
if (first === 'kills') await showKills(Number(number), Number(seed ?? SEED));
else {
  const chosen = engines().filter(({ name }) => first === '' || first.toLowerCase() === name.toLowerCase());
  for (const engine of chosen) await showTable(engine);
  if (chosen.length === 0) {
    const names = engines().map(({ name }) => name);
    process.stderr.write(`There is no engine "${first}". There are: ${names.join(', ')}\n`);
    process.exitCode = 2;
  }
}

async function showTable(engine: TestEngine): Promise<void> {
  const started = performance.now();
  const world = await startWorld(4);
  const cells = [];
  for (const { cells: coming } of play(world, onEngine(engine))) cells.push(...(await coming));
  await world.stop();
  print(`\n${engine.name} ${engine.version}: what came of a fault in a method; the calls that the command made\n`);
  for (const line of tableOf(kinds, rows, cells)) print(line);
  print('done: as if nothing had been. told: it failed, and state and server say the same. told what differs: they do');
  print('not, and the error says which phones. 1 apply: one more apply put it right.\n');
  const wrong = cells.flatMap(({ row, kind, method, problems }) =>
    problems.map((problem) => `${row.name.trim()}, ${kind.name}, ${method}: ${problem}`),
  );
  conclude(`${cells.length} cells`, wrong, started);
}

async function showKills(count: number, chosen: number): Promise<void> {
  const started = performance.now();
  print(`\nSeed ${chosen}: npm run faults -- kills ${count} ${chosen}`);
  const world = await startWorld(engines().length);
  const stories = engines().map(async (engine, index): Promise<readonly Kill[]> => {
    const scenario = world.scenarios[index];
    const kills = Math.ceil(count / engines().length);
    return scenario ? playKills({ engine, scenario, seed: chosen + index, kills }) : [];
  });
  const kills = (await Promise.all(stories)).flat();
  await world.stop();
  for (const [name, own] of Map.groupBy(kills, ({ engine, kind, victim }) => `${engine}, ${kind}, ${victim} killed`)) {
    const phones = own.reduce((sum, { unknown }) => sum + unknown, 0);
    const lost = own.filter(({ stateLost }) => stateLost).length;
    print(
      `${name}: ${own.length} times; ${phones} phones that no state knew were recognised${lost > 0 ? `; ${lost} times the engine left a state that cannot be read` : ''}`,
    );
  }
  const wrong = kills.flatMap(({ engine, kind, victim, problems }) =>
    problems.map((problem) => `${engine}, ${kind}, ${victim}: ${problem}`),
  );
  conclude(`${kills.length} kills`, wrong, started);
}

function conclude(what: string, wrong: readonly string[], started: number): void {
  for (const problem of wrong) print(red(problem));
  if (wrong.length > 0) process.exitCode = 1;
  const verdict = `${what}, ${wrong.length} problems; ${formatDuration(performance.now() - started)}`;
  print(wrong.length > 0 ? red(verdict) : green(verdict));
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
