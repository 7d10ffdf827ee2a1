import { writeGenerated } from '../../../tools/docs/write-generated.ts';
import { startStep } from '../../../tools/progress.mjs';
import { engines } from '../../support/engine.ts';
import { errorPictures } from './error-pictures.ts';

// The second half of npm run docs: draws the pictures in docs/errors from the first engine.

const step = startStep('Pictures of errors');
const [engine] = engines();
if (!engine) throw new Error('No engine was found to draw errors from.');
const drawn = await errorPictures(engine, step.note);
step.done(writeGenerated(new Map([...drawn].map(([name, svg]) => [`errors/${name}`, svg])), ['errors']));
