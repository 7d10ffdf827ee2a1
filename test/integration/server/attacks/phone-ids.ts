import { boot } from '../../../support/phone-client.ts';
import { runCommand, type TestServer } from '../../../support/server.ts';
import { callDocument, post } from '../http.ts';
import { visit } from '../visitor.ts';
import { type Attack, inParallel, tallyOf } from './attack.ts';

const mac = '7C2F80820EC0';
/** The highest ID, so that no small attack contains it. */
const macId = `${mac}-FFFF`;
/**
 * From one address or account, 10 wrong IDs of a phone are compared at once; from all together, 20 and a reserve of 5.
 */
const SOURCE_BURST = 10;

const guessOf = (turn: number): string => `${mac}-${turn.toString(16).toUpperCase().padStart(4, '0')}`;
const arrayOf = (texts: readonly string[]): string =>
  `<array><data>${texts.map((text) => `<value>${text}</value>`).join('')}</data></array>`;

/** Imports the victim's MAC-ID and those of the phones that boot meanwhile. */
const registerVictim = async (server: TestServer): Promise<void> => {
  await post(server, callDocument('autoprov.registerDevice', macId, 'http://a.example/', 'Victim'));
};

/** The answer code of a call, or its HTTP status. */
async function call(server: TestServer, method: string, ...values: readonly string[]): Promise<string> {
  const { status, text } = await post(server, callDocument(`autoprov.${method}`, ...values));
  return /<string>(mac_\w+|OK)/.exec(text)?.[1] ?? String(status);
}

/** The number of answers of each kind, as in `429 × 90, mac_invalid × 10`. */
function countOf(answers: readonly string[]): string {
  const counts = Map.groupBy(answers, (answer) => answer);
  return [...counts]
    .map(([answer, { length }]) => `${answer} × ${length}`)
    .sort()
    .join(', ');
}

/** Attackers that guess the ID of a phone. */
export const phoneIdAttacks: readonly Attack[] = [
  {
    fault: "guesses of a phone's ID",
    sent: (size) => `${size} digest answers with different IDs from one address`,
    size: 2000,
    smallSize: 50,
    prepare: registerVictim,
    run: async (server, size) => {
      const statuses = await inParallel(size, 16, async (turn) => {
        const { status } = await boot(`${server.url}/device/42/2/`, { username: mac, password: guessOf(turn) });
        return status;
      });
      return tallyOf(statuses);
    },
    answer: (size) => new RegExp(`^401 × ${SOURCE_BURST}, 429 × ${size - SOURCE_BURST}$`),
  },
  ...(['SQLite', 'PostgreSQL'] as const).flatMap((database): readonly Attack[] => [
    {
      fault: "guesses of a phone's ID by calls",
      sent: (size) => `${size} times checkDevice and deregisterDevice with different IDs`,
      size: 1000,
      smallSize: 40,
      database,
      prepare: registerVictim,
      run: async (server, size) =>
        countOf(
          await inParallel(size, 16, (turn) =>
            call(server, turn % 2 === 0 ? 'checkDevice' : 'deregisterDevice', guessOf(turn)),
          ),
        ),
      answer: (size) => new RegExp(`^429 × ${size - SOURCE_BURST}, mac_invalid × ${SOURCE_BURST}$`),
    },
    {
      fault: 'all IDs of a phone in one list',
      sent: (size) => `one deregisterDeviceList with ${size} IDs of one MAC, the right one among them`,
      size: 65_536,
      smallSize: 2000,
      database,
      prepare: registerVictim,
      run: async (server, size) => {
        const list = Array.from({ length: size }, (_, turn) => guessOf(turn === size - 1 ? 0xffff : turn));
        const { text } = await post(server, callDocument('autoprov.deregisterDeviceList', arrayOf(list)));
        const refused = text.match(/mac_invalid/g)?.length ?? 0;
        return `${refused} refused; then ${await call(server, 'checkDevice', mac)}, then ${await call(server, 'checkDevice', macId)}`;
      },
      answer: (size) => new RegExp(`^${size} refused; then 200, then 200$`),
    },
  ]),
  {
    fault: 'all IDs of a phone in one list, with an inventory',
    sent: (size) => `one registerDeviceList with ${size} IDs of one MAC of the inventory, the right one among them`,
    size: 65_536,
    smallSize: 2000,
    prepare: async ({ dataDir }) => {
      await runCommand(['inventory', 'import', '/dev/stdin', '--data', dataDir], `${macId}\n7C2F80BBBBBB-ABCD\n`);
    },
    run: async (server, size) => {
      const list = Array.from({ length: size }, (_, turn) => guessOf(turn === size - 1 ? 0xffff : turn));
      const values = ['http://evil.example/', 'Evil'];
      const { text } = await post(server, callDocument('autoprov.registerDeviceList', arrayOf(list), ...values));
      const refused = text.match(/mac_invalid/g)?.length ?? 0;
      return `${refused} refused; then ${await call(server, 'checkDevice', mac)}`;
    },
    answer: (size) => new RegExp(`^${size} refused; then mac_not_found$`),
  },
  {
    fault: "guesses of a phone's ID by every way at once",
    sent: (size) => `${size} IDs each by phone, checkDevice, deregisterDeviceList, and in the portal`,
    size: 200,
    smallSize: 20,
    prepare: registerVictim,
    run: async (server, size) => {
      const portal = await visit(server);
      const byPortal = async (turn: number): Promise<string> => {
        const { status } = await portal.submit('/portal/check', { mac: guessOf(turn) });
        return status === 429 ? '429' : 'compared';
      };
      const byPhone = async (turn: number): Promise<string> => {
        const { status } = await boot(`${server.url}/device/42/2/`, { username: mac, password: guessOf(turn) });
        return status === 429 ? '429' : 'compared';
      };
      const byCall = async (turn: number): Promise<string> => {
        const answer = await call(server, 'checkDevice', guessOf(turn));
        return answer === '429' ? '429' : 'compared';
      };
      const ways = [byPortal, byPhone, byCall];
      return countOf(await inParallel(size * 3, 16, (turn) => (ways[turn % 3] ?? byCall)(turn)));
    },
    // 10 by phone, 10 by the account.
    answer: (size) => new RegExp(`^429 × ${size * 3 - 20}, compared × 20$`),
  },
];
