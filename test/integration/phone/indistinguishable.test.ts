import { writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { answer, ask, boot, type Challenge, challenge, comparable, header } from '../../support/phone-client.ts';
import { shortestTimes, spread } from '../../support/same-time.ts';
import { runCommand, type TestServer } from '../../support/server.ts';
import { locationOf, onEachDatabase } from '../server/databases.ts';
import { callDocument, post } from '../server/http.ts';

const kinds = ['registered', 'another account’s', 'deregistered', 'only made', 'unknown'] as const;
type Kind = (typeof kinds)[number];
/** The number of phones of each kind. Each allows ten guesses from one address and twenty in total. */
const count = 12;
const addresses = ['127.0.0.1', '127.0.0.2', '127.0.0.3'];

/** The MACs look alike and do not reveal the kind. */
const macOf = (kind: Kind, index: number): string =>
  `7C2F80AB${(index * kinds.length + kinds.indexOf(kind)).toString(16).toUpperCase().padStart(4, '0')}`;
const idOf = (mac: string): string => mac.slice(-4).replace(/^0/, 'A');
const macsOf = (kind: Kind): readonly string[] => Array.from({ length: count }, (_, index) => macOf(kind, index));

/** Answers with a wrong ID. */
const guesser = (mac: string) => ({ username: mac, password: `${mac}-FFFF` });
/** Answers with the ID on the phone's label, if there is such a phone. */
const owner = (mac: string) => ({ username: mac, password: `${mac}-${idOf(mac)}` });

const arrayOf = (texts: readonly string[]): string =>
  `<array><data>${texts.map((text) => `<value>${text}</value>`).join('')}</data></array>`;

onEachDatabase(({ start }) => {
  let server: TestServer;
  let url: string;
  beforeAll(async () => {
    server = await start({ username: 'annas' });
    url = `${server.url}/device/42/2/master.bin`;
    await server.addAccount('boris', 'the password of boris');
    const made = join(server.dataDir, 'made.csv');
    const macIds = kinds
      .filter((kind) => kind !== 'unknown')
      .flatMap((kind) => macsOf(kind).map((mac) => `${mac}-${idOf(mac)}`));
    writeFileSync(made, `mac_id\n${macIds.join('\n')}\n`);
    expect(await runCommand(['inventory', 'import', made, ...locationOf(server)])).toMatchObject({ code: 0 });
    const boris = { url: server.url, username: 'boris', password: 'the password of boris' };
    for (const [who, kind] of [
      [server, 'registered'],
      [boris, 'another account’s'],
      [server, 'deregistered'],
    ] as const) {
      const phones = arrayOf(macsOf(kind).map((mac) => `${mac}-${idOf(mac)}`));
      const { text } = await post(who, callDocument('autoprov.registerDeviceList', phones, 'http://pbx.example/', 'A'));
      expect(text).toContain('<boolean>1</boolean>');
    }
    const gone = callDocument('autoprov.deregisterDeviceList', arrayOf(macsOf('deregistered')));
    expect((await post(server, gone)).text).toContain('<boolean>1</boolean>');
  });
  afterAll(() => server.stop());

  test('refuses all phones with the same text, headers and status', async () => {
    const shown = await ask(url, { headers: {} });
    expect(shown.status).toBe(401);
    for (const algorithm of ['SHA-256', 'MD5']) {
      for (const kind of kinds) {
        const mac = macOf(kind, count - 1);
        expect(comparable(await boot(url, guesser(mac), { algorithm }))).toEqual(comparable(shown));
        if (kind === 'registered' || kind === 'another account’s') continue;
        // Even its correct ID does not help a phone that is not registered.
        expect(comparable(await boot(url, owner(mac), { algorithm }))).toEqual(comparable(shown));
      }
    }
  });

  test('slows down guesses alike for existing and missing phones', async () => {
    const mac = (kind: Kind): string => macOf(kind, 0);
    const from = '127.0.0.9';
    const given = await challenge(url, 'SHA-256', from);
    const guess = (kind: Kind, nc: number) => {
      const lies = { nc: nc.toString(16).padStart(8, '0') };
      return ask(url, { headers: { Authorization: answer(given, guesser(mac(kind)), { url }, { lies }) }, from });
    };
    for (const kind of kinds) {
      const told: number[] = [];
      for (let nc = 1; nc <= 12; nc++) told.push((await guess(kind, nc)).status);
      expect(told).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
    }
    const slowed = await Promise.all(kinds.map((kind) => guess(kind, 13)));
    const withoutSeconds = slowed.map((reply) => {
      const [seconds = ''] = header(reply, 'retry-after');
      expect(Number(seconds)).toBeGreaterThan(150);
      return JSON.parse(JSON.stringify(comparable(reply)).replaceAll(seconds, 'N')) as unknown;
    });
    for (const other of withoutSeconds) expect(other).toEqual(withoutSeconds[0]);
  });

  test('takes the same time to refuse each phone', async () => {
    const given = await challenge(url);
    const agents = addresses.map((localAddress) => new Agent({ keepAlive: true, localAddress, maxSockets: 1 }));
    // Together they may guess twenty times for each phone. The tests above have used the first and the last phone.
    const guesses = addresses.length * 6;
    const measure = (kind: Kind, turn: number): Promise<number> => {
      const agent = agents[turn % agents.length];
      if (agent === undefined) throw new Error('no address');
      return refusal(url, agent, given, macOf(kind, 1 + Math.floor(turn / guesses)));
    };
    // A different lookup, or none, would make a larger difference.
    const limit = 1.33;
    const times = await shortestTimes(kinds, measure, limit, { turns: guesses, rounds: count - 2 });
    for (const agent of agents) agent.destroy();
    expect(spread(times)).toBeLessThan(limit);
  });
});

/** The milliseconds until a wrong answer is refused on an existing connection. */
async function refusal(url: string, agent: Agent, given: Challenge, mac: string): Promise<number> {
  const headers = { Authorization: answer(given, guesser(mac), { url }) };
  const started = performance.now();
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const asking = request(url, { agent, headers }, (response) => {
      response.resume().on('end', () => {
        resolve(response.statusCode);
      });
    });
    asking.on('error', reject).end();
  });
  const took = performance.now() - started;
  if (status !== 401) throw new Error(`A wrong answer for ${mac} got ${status ?? 'nothing'}.`);
  return took;
}
