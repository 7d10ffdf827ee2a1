import { join } from 'node:path';
import { writeFolder } from '../files.ts';
import { dist, version } from '../paths.ts';
import { startStep } from '../progress.mjs';
import { packageContent } from './content.ts';

// npm run package, once the packages and Node.js 22 are installed (tools/package.mjs).

const step = startStep('npm package');
step.note('bundling, emitting types');
const files = await packageContent();
const folder = join(dist, 'npm');
writeFolder(folder, files);
const bytes = [...files.values()].reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
step.done(`${version}, ${files.size} files, ${(bytes / 1e6).toFixed(1)} MB in dist/npm/`);
