import type { Attack } from './attack.ts';
import { passwordAttacks } from './passwords.ts';
import { phoneIdAttacks } from './phone-ids.ts';
import { portalAttacks } from './portal.ts';
import { sharedWorkAttacks } from './shared-work.ts';

export { besiege, type Limits, problemsOf, type Scale, type Siege } from './siege.ts';

/** All attacks, in the order of the table. */
export const attacks: readonly Attack[] = [
  ...passwordAttacks,
  ...phoneIdAttacks,
  ...sharedWorkAttacks,
  ...portalAttacks,
];
