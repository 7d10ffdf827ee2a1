import { playTopic } from './play-topic.ts';
import { topics } from './situations.ts';

playTopic(topics.replacement);
// No test, unless an engine exists that can generate configuration.
playTopic(topics.generated);
