import { followExamples } from './follow-examples.ts';

followExamples(['cdktn', 'cdktn/office', 'cdktn/fleet']);
