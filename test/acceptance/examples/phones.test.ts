import { followExamples } from './follow-examples.ts';

followExamples(['one-phone', 'accounts', 'maxwell', 'own-server']);
