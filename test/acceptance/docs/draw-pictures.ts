import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeGenerated } from '../../../tools/docs/write-generated.ts';
import { root } from '../../../tools/paths.ts';
import { startStep } from '../../../tools/progress.mjs';
import { engines } from '../../support/engine.ts';
import { errorPictures } from './error-pictures.ts';
import { planPicture, portalPicture } from './readme-pictures.ts';

// The second half of npm run docs: draws the pictures in docs/errors and docs/pictures with the first engine and Chromium.

const step = startStep('Pictures of errors');
const [engine] = engines();
if (!engine) throw new Error('No engine was found to draw errors from.');
const drawn = await errorPictures(engine, step.note);
step.done(writeGenerated(new Map([...drawn].map(([name, svg]) => [`errors/${name}`, svg])), ['errors']));

const others = startStep('Pictures of the README');
others.done(writeGenerated(new Map([['pictures/plan.svg', await planPicture(engine)]]), []));
// Screenshots differ from one Chromium to another, so no test compares this one.
writeFileSync(join(root, 'docs/pictures/portal.png'), await portalPicture());
