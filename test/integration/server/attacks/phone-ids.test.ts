import { phoneIdAttacks } from './phone-ids.ts';
import { testAttacks } from './resist.ts';

testAttacks(phoneIdAttacks);
