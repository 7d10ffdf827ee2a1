import { engineAt } from '../../support/engine.ts';
import { followExamples } from './follow-examples.ts';

followExamples(['sites', 'office', 'fleet'], engineAt(0));
