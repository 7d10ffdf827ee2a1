import { passwordAttacks } from './passwords.ts';
import { testAttacks } from './resist.ts';

testAttacks(passwordAttacks);
