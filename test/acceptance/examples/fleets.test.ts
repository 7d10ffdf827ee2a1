import { followExamples } from './follow-examples.ts';

followExamples(['fleet-with-secret-ids', 'adopt', 'teams']);
