import { buildProduct } from '../../../tools/build.ts';
import { findEngines } from '../../../tools/engine/index.ts';
import { newestTerraform } from '../../../tools/engine/newest-terraform.ts';
import { makeMirror } from '../../../tools/mirror.ts';
import type { TestEngine } from '../../support/engine.ts';
import { startRedirectService, type RedirectService } from '../engines/redirect-service.ts';
import { printHead, printRow, printSummary, printTable, type Cell, type Row } from './print-table.ts';
import type { Situation, Topic } from './situation.ts';
import { topics } from './situations.ts';

// npm run situations plays each situation on each engine. It prints each row as it comes, with what was seen, and then the whole
// table: what is done, what must hold then, and whether it holds on each engine. Words select the situations that contain them.

const wanted = process.argv.slice(2).join(' ').toLowerCase();
const note = (text: string): void => void process.stderr.write(`${text}\n`);

await Promise.all([buildProduct(), makeMirror()]);
const newest = await newestTerraform(note);
if (typeof newest === 'string') note(`The newest Terraform is left out: ${newest}`);
const engines = [...(await findEngines(note)), ...(typeof newest === 'string' ? [] : [newest])].map(
  (engine): TestEngine => ({ ...engine, provider: 'bundle' }),
);
// Each engine has a server of its own, so that all of them play a situation at the same time.
const players = await Promise.all(engines.map(async (engine) => ({ engine, service: await startRedirectService() })));
const titles = engines.map(({ name, version }) => `${name} ${version}`);

const started = performance.now();
const rows: Row[] = [];
for (const { title, situations } of Object.values<Topic>(topics)) {
  const chosen = situations.filter(({ done, holds }) => `${title} ${done} ${holds}`.toLowerCase().includes(wanted));
  if (chosen.length > 0) printHead(title, titles);
  for (const situation of chosen) {
    const cells = await Promise.all(players.map(({ engine, service }) => play(situation, engine, service)));
    const row = { topic: title, situation, cells };
    printRow(row, titles);
    rows.push(row);
  }
}
printTable(rows, titles);
printSummary(rows, performance.now() - started);
await Promise.all(players.map(({ service }) => service.stop()));
process.exitCode = rows.some(({ cells }) => cells.some(({ result }) => result === 'FAILS')) ? 1 : 0;

async function play(situation: Situation, engine: TestEngine, service: RedirectService): Promise<Cell> {
  if (situation.existsOn?.(engine) === false) return { result: '-', seen: '' };
  try {
    return { result: 'holds', seen: await situation.play({ engine, service }) };
  } catch (error) {
    return { result: 'FAILS', seen: error instanceof Error ? error.message : String(error) };
  } finally {
    await service.clear();
  }
}
