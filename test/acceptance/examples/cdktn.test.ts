import { engineAt } from '../../support/engine.ts';
import { followExamples } from './follow-examples.ts';

followExamples(['cdktn', 'cdktn/office', 'cdktn/fleet'], engineAt(1));
