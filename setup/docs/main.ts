import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../files.ts';
import { root } from '../paths.ts';
import { generatedFolders, registryPages } from './pages.ts';

// npm run docs: writes the registry's pages below docs/ anew, and takes away those of what is there no more.
const docs = join(root, 'docs');
const pages = registryPages(join(root, 'examples'));
const stale = generatedFolders
  .filter((folder) => existsSync(join(docs, folder)))
  .flatMap((folder) => readdirSync(join(docs, folder)).map((name) => `${folder}/${name}`))
  .filter((path) => !pages.has(path));
for (const path of stale) rmSync(join(docs, path));
const written = [...pages].filter(([path, content]) => writeWhole(join(docs, path), { content }));
process.stdout.write(
  written.length + stale.length === 0
    ? `docs/ is up to date: ${pages.size} pages\n`
    : `docs/: ${pages.size} pages; written ${written.length}, taken away ${stale.length}\n`,
);
