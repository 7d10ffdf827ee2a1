import { writeFileSync } from 'node:fs';
import { buildProduct } from '../../../tools/build.ts';
import { findEngines } from '../../../tools/engine/index.ts';
import { makeMirror } from '../../../tools/mirror.ts';
import { buildPackage, packPackage } from '../../../tools/package/index.ts';
import { npmTarball } from '../../../tools/paths.ts';
import { startStep } from '../../../tools/progress.mjs';
import { buildHostExecutables } from '../../../tools/test/host-executables.ts';
import type { TestEngine } from '../../support/engine.ts';
import { startForge } from '../../support/forge.ts';
import { startRedirectService } from '../engines/redirect-service.ts';
import { formatPage, pagePath } from './page.ts';
import { formatTranscript } from './transcript.ts';
import { walk } from './walk.ts';
import { allWays, coveringWays, titleOf } from './ways.ts';

// npm run walk: each delivery and language once, and the transcript of the first walk. With --all, also on each engine. With
// --page, only the first one, whose transcript becomes a page of the documentation.

const writesPage = process.argv.includes('--page');
const prepare = startStep('Product');
prepare.note('building the npm package and the executables');
await Promise.all([buildProduct(), makeMirror()]);
await buildPackage();
await packPackage(npmTarball);
if (!writesPage) await buildHostExecutables(prepare.note);
prepare.done('built');
const engines = (await findEngines(prepare.note)).map((engine): TestEngine => ({ ...engine, provider: 'bundle' }));

const covering = coveringWays(engines);
const ways = writesPage ? covering.slice(0, 1) : process.argv.includes('--all') ? allWays(engines) : covering;
const service = await startRedirectService();
const forge = await startForge();
let transcript = '';
try {
  for (const way of ways) {
    const step = startStep(titleOf(way));
    try {
      const walked = await walk(way, { service, forge });
      transcript ||= formatTranscript(walked);
      if (writesPage) writeFileSync(pagePath, formatPage(walked));
      step.done('from the export to the closed issue');
    } catch (error) {
      step.fail(error instanceof Error ? error.message : String(error));
      process.exitCode = 1;
    } finally {
      await Promise.all([service.clear(), forge.clear()]);
    }
  }
} finally {
  await Promise.all([service.stop(), forge.stop()]);
}
process.stdout.write(writesPage ? '' : `\n${transcript}`);
