import { portalAttacks } from './portal.ts';
import { testAttacks } from './resist.ts';

testAttacks(portalAttacks);
