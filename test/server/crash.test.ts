import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startTestServer, type TestServer } from '../support/server.ts';
import { listRows, nodePeer, type Peer } from './peers.ts';

const url = 'http://provider.example/xml/%MACD.xml';
const account = { username: 'daryna', password: 'correct horse battery staple' };

/** What a client knows of the phones of one call; those in -ing have had no answer. */
interface Fate {
  readonly macs: readonly string[];
  state: 'registering' | 'registered' | 'deregistering' | 'deregistered';
}

interface Life {
  acknowledged(): void;
  isOver(): boolean;
}

let dataDir: string;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'gigaset-crash-'));
  const first = await startTestServer({ dataDir });
  await first.addAccount(account.username, account.password);
  await first.stop();
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const start = (): Promise<TestServer> => startTestServer({ dataDir, ...account });

let nextMac = 0;
/** Phones that nobody has asked for yet. */
function newPhones(count: number): readonly string[] {
  return Array.from({ length: count }, () => `7C2F84${(nextMac++).toString(16).toUpperCase().padStart(6, '0')}`);
}

/** Registers, and now and then deregisters, one phone or a list after the other, until the server is dead. */
async function writeUntilDeath(peer: Peer, size: number, fates: Fate[], life: Life): Promise<void> {
  const ask = async (fate: Fate, ...call: Parameters<Peer['call']>): Promise<boolean> => {
    const leaving = call[0].startsWith('deregister');
    fate.state = leaving ? 'deregistering' : 'registering';
    const answer = await peer.call(...call).catch((error: unknown) => {
      if (life.isOver()) return undefined;
      throw error;
    });
    if (answer === undefined) return false;
    expect(answer).toMatchObject({ value: { 0: true } });
    fate.state = leaving ? 'deregistered' : 'registered';
    life.acknowledged();
    return true;
  };
  for (let round = 0; ; round++) {
    const fate: Fate = { macs: newPhones(size), state: 'registering' };
    fates.push(fate);
    const ids = fate.macs.map((mac) => `${mac}-0001`);
    const registered =
      size === 1
        ? await ask(fate, 'registerDevice', ids[0], url, 'Load')
        : await ask(fate, 'registerDeviceList', ids, url, 'Load');
    if (!registered) return;
    if (round % 3 === 0 && !(await ask(fate, 'deregisterDeviceList', fate.macs))) return;
  }
}

test('a server that is killed under load, again and again, keeps what it acknowledged and makes nothing up', async () => {
  const fates: Fate[] = [];
  for (const enough of [30, 47, 64, 81, 98]) {
    const server = await start();
    let killed: Promise<void> | undefined;
    let count = 0;
    const life: Life = {
      acknowledged: () => {
        count++;
        if (count >= enough) killed ??= server.kill();
      },
      isOver: () => killed !== undefined,
    };
    const sizes = [1, 1, 1, 1, 20, 200];
    await Promise.all(sizes.map((size) => writeUntilDeath(nodePeer(server), size, fates, life)));
    await killed;

    const again = await start();
    const there = new Set((await listRows(nodePeer(again))).map(([mac = '']) => mac));
    await again.kill();
    for (const fate of fates) {
      const found = fate.macs.filter((mac) => there.has(mac)).length;
      if (fate.state === 'registered') expect(found).toBe(fate.macs.length);
      else if (fate.state === 'deregistered') expect(found).toBe(0);
      else {
        // Killed before the answer: a call is done, or it is not, but never half.
        expect([0, fate.macs.length]).toContain(found);
        fate.state = found === 0 ? 'deregistered' : 'registered';
      }
    }
    const asked = new Set(fates.flatMap(({ macs }) => macs));
    expect([...there].filter((mac) => !asked.has(mac))).toEqual([]);
  }
  const database = new DatabaseSync(join(dataDir, 'redirect.sqlite'), { readOnly: true });
  expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  database.close();
  // Ten starts of a server: a busy machine needs time for them.
}, 400_000);

test('a registration outlives the server that is killed as soon as it has answered', async () => {
  const server = await start();
  expect(await nodePeer(server).call('registerDevice', '7C2F80820EC0-55DF', url, 'Daryna')).toEqual({
    value: [true, 'OK: password'],
  });
  await server.kill();
  const again = await start();
  const peer = nodePeer(again);
  // With the ID: what is encrypted in the database can still be read.
  expect(await peer.call('checkDevice', '7C2F80820EC0-55DF')).toMatchObject({
    value: [true, '7C2F80820EC0', 'Daryna', {}, url],
  });
  expect(await peer.call('deregisterDevice', '7C2F80820EC0-0000')).toEqual({
    value: [false, 'mac_invalid:7C2F80820EC0'],
  });
  await again.stop();
});
