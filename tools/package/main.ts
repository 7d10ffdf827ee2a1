import { relative } from 'node:path';
import { root, version } from '../paths.ts';
import { startStep } from '../progress.mjs';
import { buildPackage, packageFolder } from './index.ts';

// npm run package, once the packages and Node.js 22 are installed (tools/package.mjs).

const step = startStep('npm package');
step.note('bundling, emitting types');
const { files, bytes } = await buildPackage();
const size = `${(bytes / 1e6).toFixed(1)} MB`;
step.done(`${version}, ${files} files, ${size} in ${relative(root, packageFolder)}/`);
