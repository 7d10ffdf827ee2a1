import { sharedWorkAttacks } from './shared-work.ts';
import { testAttacks } from './resist.ts';

testAttacks(sharedWorkAttacks);
