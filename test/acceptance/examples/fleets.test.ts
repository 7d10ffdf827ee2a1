import { engineAt } from '../../support/engine.ts';
import { followExamples } from './follow-examples.ts';

followExamples(['fleet-with-secret-ids', 'adopt', 'teams'], engineAt(0));
