import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildProduct } from '../build.ts';
import { findEngines } from '../engine/index.ts';
import { makeMirror } from '../mirror.ts';
import { root, work } from '../paths.ts';
import { startStep } from '../progress.mjs';
import { generatedFolders, registryPages } from './pages.ts';
import { settingsPage } from './settings-page.ts';
import { writeGenerated } from './write-generated.ts';

// npm run docs: regenerates the registry pages, the server's settings and the pictures of errors in docs/.

const pages = startStep('Pages');
const generated = new Map([...registryPages(join(root, 'examples')), ['settings.md', await settingsPage()]]);
pages.done(writeGenerated(generated, generatedFolders), { time: false });

const building = startStep('Provider');
await Promise.all([buildProduct(), makeMirror()]);
building.done('built');

const finding = startStep('Engines');
const engines = await findEngines(finding.note);
mkdirSync(work, { recursive: true });
writeFileSync(join(work, 'engines.json'), JSON.stringify(engines, null, 2));
finding.done(engines.map(({ name, version }) => `${name} ${version}`).join(', '), { time: false });

// A program of its own, because it provokes the errors with helpers of the tests, which import from tools/.
const { status } = spawnSync(process.execPath, [join(root, 'test/acceptance/docs/draw-pictures.ts')], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
