import { join } from 'node:path';
import { openStorage, type PhoneRequest } from '../../../server/storage/index.ts';
import { idOf, macIdOf, macOf } from '../../support/phones.ts';
import type { TestServer } from '../../support/server.ts';
import { visit } from '../server/visitor.ts';
import { createClient } from '#autoprov';

/** A server with data as it has after some weeks of work. */
export interface Showcase {
  readonly server: TestServer;
  /** An account without phones. */
  readonly empty: { readonly username: string; readonly password: string };
  /** A phone of another account, whose registration is refused. */
  readonly strangersPhone: string;
  /** Phones of the account whose pages differ: redirected, with a later wrong ID, only refused, and one that never asked. */
  readonly phones: Readonly<Record<'redirected' | 'attacked' | 'refused' | 'silent', string>>;
}

const password = 'another long pass phrase';

/** Sites with their share of the 10,000 phones. */
const sites: readonly { readonly phones: number; readonly url: string; readonly name: string }[] = [
  {
    phones: 4_200,
    url: 'https://daryna:secret@provisioning.daryna.example/plainxml/%DVID/xml/%MACD.xml',
    name: 'Daryna',
  },
  { phones: 2_500, url: 'http://pbx.berlin.example/%MACD.xml', name: 'Berlin, Alexanderplatz 7' },
  {
    phones: 1_800,
    url: 'https://configuration.hospital-group.example:8443/tenants/7f3a9c/devices/gigaset/%DVID/provisioning/%MACD.xml?site=north',
    name: 'Hospital Group North',
  },
  { phones: 900, url: 'http://10.20.30.40/gigaset/%MACD.xml', name: 'Łódź & Kraków' },
  { phones: 400, url: 'https://pbx.haifa.example/%MACD.xml', name: 'משרד ראשי "חיפה"' },
  { phones: 200, url: 'http://lab.daryna.example/%MACD.xml', name: "<Lab> & 'Tests'" },
];

const HOUR_MS = 60 * 60 * 1000;

/** When a phone asked: most of them around 9 hours ago, some at any time of the day. */
const hoursAgo = (count: number): number =>
  count % 5 === 0 ? count % 24 : Math.max(0, 9 + Math.round(4 * (Math.sin(count) + Math.sin(count * 1.7)) * 0.8));

/** Starts a server with 10,000 phones, logins of each role, a day of requests, and changes by several people. */
export async function startShowcase(start: () => Promise<TestServer>): Promise<Showcase> {
  const server = await start();
  await registerPhones(server);
  await addLogins(server);
  await changePhones(server);
  const empty = { username: 'newcomer', password };
  await server.addAccount(empty.username, password);
  await server.addAccount('stranger', password);
  const strangersPhone = '7C2F80DDDDDD-0001';
  const stranger = createClient({ endpoint: server.url, username: 'stranger', password });
  await stranger.registerDevice(strangersPhone, 'http://other.example/%MACD.xml', 'Other');
  stranger.close();
  await recordRequests(server);
  const phones = { redirected: macOf(0), attacked: macOf(1), refused: macOf(2), silent: macOf(9_999) };
  return { server, empty, strangersPhone, phones };
}

async function registerPhones({ url: endpoint, username, password: own }: TestServer): Promise<void> {
  const client = createClient({ endpoint, username, password: own });
  let first = 0;
  for (const { phones, url, name } of sites) {
    const list = Array.from({ length: phones }, (_, index) => macIdOf(first + index));
    await client.registerDeviceList(list, url, name);
    first += phones;
  }
  client.close();
}

async function addLogins(server: TestServer): Promise<void> {
  const administrator = await visit(server);
  const people = { anna: 'administer', boris: 'write', 'night shift': 'read', 'drift detection': 'read' };
  for (const [name, role] of Object.entries(people))
    await administrator.submit('/portal/logins', { name, role, password });
  await administrator.submit('/portal/logins/change', { name: `${server.username}+night shift`, change: 'disable' });
}

/** Changes by people and programs, so that the history is not that of one login. */
async function changePhones({ url, username }: TestServer): Promise<void> {
  const boris = createClient({ endpoint: url, username: `${username}+boris`, password });
  await boris.deregisterDevice(`${macOf(9_998)}-${idOf(9_998)}`);
  await boris.registerDevice(macIdOf(9_998), 'http://lab.daryna.example/%MACD.xml', 'Lab');
  await boris.deregisterDevice(`${macOf(9_997)}-0000`).catch(() => undefined);
  boris.close();
}

/** A day of requests: many in the morning, some with a wrong ID, and phones that nobody has registered. */
async function recordRequests({ dataDir, database, username }: TestServer): Promise<void> {
  const storage = await openStorage(database ?? join(dataDir, 'redirect.sqlite'));
  try {
    const accountId = (await storage.accounts.find(username))?.id ?? 0;
    const now = Date.now();
    const common = (index: number, hoursAgo: number) => ({
      ...{ mac: macOf(index), accountId, at: new Date(now - hoursAgo * HOUR_MS - (index % 60) * 1000) },
      from: `198.51.100.${index % 250}`,
    });
    const told = (index: number): string => `http://pbx.berlin.example/${macOf(index)}.xml`;
    const redirected = Array.from({ length: 3_000 }, (_, count): PhoneRequest => {
      const index = count * 3;
      return count % 40 === 7
        ? {
            ...common(index, hoursAgo(count)),
            outcome: 'model_unknown',
            url: `http://pbx.example/%DVID/${macOf(index)}`,
          }
        : { ...common(index, hoursAgo(count)), outcome: 'redirected', url: told(index) };
    });
    const refused = [2, 4, 5, 11, 14, 2_000, 2_002].map((index): PhoneRequest => ({
      ...common(index, index % 7),
      from: '203.0.113.77',
      outcome: 'wrong_id',
    }));
    const attacker = '2001:db8:85a3:0:0:8a2e:370:7334';
    await storage.phoneRequests.record(
      [
        ...redirected,
        ...refused,
        { ...common(1, 3), outcome: 'redirected', url: told(1) },
        { ...common(1, 1), from: attacker, outcome: 'too_many_wrong_ids' },
      ],
      Array.from({ length: 25 }, (_, count) => {
        const { mac, at } = common(10_000 + count * 7, count);
        return { mac, at, from: `192.0.2.${count}`, network: `192.0.2.${count}` };
      }),
    );
  } finally {
    await storage.close();
  }
}
