import { boot } from '../../../support/phone-client.ts';
import { callDocument, post } from '../http.ts';
import { type Attack, inParallel, tallyOf } from './attack.ts';

const victim = { mac: '7C2F80820EC0', macId: '7C2F80820EC0-55DF' };
/** From one address, 10 wrong IDs of a phone are checked at once. */
const BURST = 10;

/** Attackers that guess the ID of a phone. */
export const phoneIdAttacks: readonly Attack[] = [
  {
    fault: "guesses of a phone's ID",
    sent: (size) => `${size} digest answers with different IDs from one address`,
    size: 2000,
    smallSize: 100,
    prepare: async (server) => {
      await post(server, callDocument('autoprov.registerDevice', victim.macId, 'http://a.example/', 'Victim'));
    },
    run: async (server, size) => {
      const statuses = await inParallel(size, 16, async (index) => {
        const password = `${victim.mac}-${index.toString(16).toUpperCase().padStart(4, '0')}`;
        const { status } = await boot(`${server.url}/device/42/2/`, { username: victim.mac, password });
        return status;
      });
      return tallyOf(statuses);
    },
    answer: (size) => new RegExp(`^401 × ${BURST}, 429 × ${size - BURST}$`),
  },
];
