import { writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { runCommand, type TestServer } from '../../support/server.ts';
import { locationOf, onEachDatabase } from '../server/databases.ts';
import { callDocument, post } from '../server/http.ts';
import { answer, ask, boot, type Challenge, challenge, comparable, header } from './client.ts';

const kinds = ['registered', 'another account’s', 'deregistered', 'only made', 'unknown'] as const;
type Kind = (typeof kinds)[number];
/** So many phones of each kind: each may be guessed ten times from one address, thirty times in all. */
const count = 12;
const addresses = ['127.0.0.1', '127.0.0.2', '127.0.0.3'];

/** The MACs look alike, so that the kind cannot be seen by them. */
const macOf = (kind: Kind, index: number): string =>
  `7C2F80AB${(index * kinds.length + kinds.indexOf(kind)).toString(16).toUpperCase().padStart(4, '0')}`;
const idOf = (mac: string): string => mac.slice(-4).replace(/^0/, 'A');
const macsOf = (kind: Kind): readonly string[] => Array.from({ length: count }, (_, index) => macOf(kind, index));

/** Who answers with an ID that is not the phone's. */
const guesser = (mac: string) => ({ username: mac, password: `${mac}-FFFF` });
/** Who answers with the ID of the phone's label, where there is such a phone. */
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

  test('it makes no difference in words, headers or status which phone it is that is not let in', async () => {
    const shown = await ask(url, { headers: {} });
    expect(shown.status).toBe(401);
    for (const algorithm of ['SHA-256', 'MD5']) {
      for (const kind of kinds) {
        const mac = macOf(kind, count - 1);
        expect(comparable(await boot(url, guesser(mac), { algorithm }))).toEqual(comparable(shown));
        if (kind === 'registered' || kind === 'another account’s') continue;
        // Its true ID does not help a phone that is not registered.
        expect(comparable(await boot(url, owner(mac), { algorithm }))).toEqual(comparable(shown));
      }
    }
  });

  test('whoever guesses on is slowed down alike, whether or not there is such a phone', async () => {
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

  test('it takes no other time to refuse one phone than another', async () => {
    const given = await challenge(url);
    const agents = addresses.map((localAddress) => new Agent({ keepAlive: true, localAddress, maxSockets: 1 }));
    const took = new Map<Kind, number[]>(kinds.map((kind) => [kind, []]));
    let turn = 0;
    // The last phone and the first have been guessed above.
    for (let index = 1; index < count - 1; index++) {
      for (const agent of agents) {
        for (let again = 0; again < 9; again++, turn++) {
          // In turns, and each first as often: what else the machine does meets all.
          for (let place = 0; place < kinds.length; place++) {
            const kind = kinds[(turn + place) % kinds.length] ?? 'unknown';
            took.get(kind)?.push(await refusal(url, agent, given, macOf(kind, index)));
          }
        }
      }
    }
    for (const agent of agents) agent.destroy();
    const usual = median(took.get('registered') ?? []);
    for (const kind of kinds) {
      const ratio = median(took.get(kind) ?? []) / usual;
      // The median of 270 each. A phone that is looked up otherwise, or not at all, would be further apart.
      expect(ratio).toBeGreaterThan(0.75);
      expect(ratio).toBeLessThan(1.33);
    }
  });
});

/** How many ms a wrong answer takes to be refused, on a connection that is there already. */
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

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
