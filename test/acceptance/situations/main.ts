import { buildProduct } from '../../../tools/build.ts';
import { findEngines } from '../../../tools/engine/index.ts';
import { newestTerraform } from '../../../tools/engine/newest-terraform.ts';
import { makeMirror } from '../../../tools/mirror.ts';
import { green, red } from '../../../tools/progress.mjs';
import type { TestEngine } from '../../support/engine.ts';
import { startRedirectService } from '../engines/redirect-service.ts';
import type { Situation } from './situation.ts';
import { situations } from './situations.ts';

// npm run situations prints a table: what must hold in which situation, and whether it does on which engine. Words select
// the situations that contain them.

const wanted = process.argv.slice(2).join(' ').toLowerCase();
const note = (text: string): void => void process.stderr.write(`${text}\n`);

await Promise.all([buildProduct(), makeMirror()]);
const newest = await newestTerraform(note);
if (typeof newest === 'string') note(`The newest Terraform is left out: ${newest}`);
const engines = [...(await findEngines(note)), ...(typeof newest === 'string' ? [] : [newest])].map(
  (engine): TestEngine => ({ ...engine, provider: 'bundle' }),
);
const service = await startRedirectService();
const problems: string[] = [];

const titles = engines.map(({ name, version }) => `${name} ${version}`);
const column = 84;
for (const [topic, rows] of Object.entries(situations)) {
  const chosen = rows.filter(({ holds }) => holds.toLowerCase().includes(wanted));
  if (chosen.length === 0) continue;
  print(`\n${topic.padEnd(column)}${titles.join('  ')}`);
  for (const row of chosen) {
    const cells: string[] = [];
    for (const [place, engine] of engines.entries()) {
      const width = titles[place]?.length ?? 0;
      if (row.existsOn?.(engine) === false) cells.push('-'.padEnd(width));
      else cells.push((await holds(row, engine)) ? green('holds'.padEnd(width)) : red('FAILS'.padEnd(width)));
    }
    print(`${row.holds.padEnd(column)}${cells.join('  ')}`);
  }
}
await service.stop();
for (const problem of problems) print(`\n${red(problem)}`);
process.exitCode = problems.length > 0 ? 1 : 0;

async function holds(situation: Situation, engine: TestEngine): Promise<boolean> {
  try {
    await situation.play({ engine, service });
    return true;
  } catch (error) {
    problems.push(`${situation.holds} (${engine.name} ${engine.version}): ${String(error)}`);
    return false;
  } finally {
    await service.clear();
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
