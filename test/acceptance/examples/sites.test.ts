import { followExamples } from './follow-examples.ts';

followExamples(['sites', 'office', 'fleet']);
