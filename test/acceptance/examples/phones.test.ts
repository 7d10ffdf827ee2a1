import { engineAt } from '../../support/engine.ts';
import { followExamples } from './follow-examples.ts';

followExamples(['one-phone', 'accounts', 'maxwell', 'own-server'], engineAt(1));
