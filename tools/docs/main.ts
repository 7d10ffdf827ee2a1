import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildProduct } from '../build.ts';
import { findEngines } from '../engine/index.ts';
import { writeWhole } from '../files.ts';
import { makeMirror } from '../mirror.ts';
import { root, work } from '../paths.ts';
import { startStep } from '../progress.mjs';
import { errorPictures } from './error-pictures.ts';
import { generatedFolders, registryPages } from './pages.ts';

// npm run docs: writes what stands in docs/ and is not written by hand anew, and takes away what is there no more.

const pages = startStep('Pages');
pages.done(write(registryPages(join(root, 'examples')), generatedFolders), { time: false });

const building = startStep('Provider');
await Promise.all([buildProduct(), makeMirror()]);
building.done('built');

const pictures = startStep('Pictures of errors');
const engines = await findEngines(pictures.note);
mkdirSync(work, { recursive: true });
writeFileSync(join(work, 'engines.json'), JSON.stringify(engines, null, 2));
const [engine] = engines;
if (!engine) throw new Error('There is no engine to show errors of.');
const drawn = await errorPictures(engine, pictures.note);
pictures.done(write(new Map([...drawn].map(([name, svg]) => [`errors/${name}`, svg])), ['errors']));

/** Writes files below docs/, so that these folders hold nothing else. Returns in a few words what has changed. */
function write(files: ReadonlyMap<string, string>, folders: readonly string[]): string {
  const docs = join(root, 'docs');
  const stale = folders
    .filter((folder) => existsSync(join(docs, folder)))
    .flatMap((folder) => readdirSync(join(docs, folder)).map((name) => `${folder}/${name}`))
    .filter((path) => !files.has(path));
  for (const path of stale) rmSync(join(docs, path));
  const written = [...files].filter(([path, content]) => writeWhole(join(docs, path), { content }));
  return `${files.size}; written ${written.length}, taken away ${stale.length}`;
}
