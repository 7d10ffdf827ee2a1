import { playTopic } from './play-topic.ts';
import { topics } from './situations.ts';

playTopic(topics.protocol);
