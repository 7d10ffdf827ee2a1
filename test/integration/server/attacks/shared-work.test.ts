import { testAttacks } from './resist.ts';
import { sharedWorkAttacks } from './shared-work.ts';

testAttacks(sharedWorkAttacks);
