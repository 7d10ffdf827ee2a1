import { macRange } from '../../support/phones.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { listRows, nodePeer, type Peer } from './peers.ts';

const url = 'http://provider.example/xml/%MACD.xml';

let server: TestServer;
let anna: Peer;
let boris: Peer;
beforeEach(async () => {
  server = await startTestServer({ username: 'anna', password: 'the password of anna' });
  await server.addAccount('boris', 'the password of boris');
  anna = nodePeer(server);
  boris = nodePeer({ url: server.url, username: 'boris', password: 'the password of boris' });
});
afterEach(() => server.stop());

const macsOf = async (peer: Peer, ...names: readonly string[]): Promise<readonly string[]> =>
  (await listRows(peer, ...names)).map(([mac = '']) => mac);

describe('two provisioners of one server', () => {
  test('see only their own phones, even with the same provider name', async () => {
    await anna.call('registerDevice', '7C2F80820EC0-55DF', url, 'Same name');
    await boris.call('registerDevice', '7C2F80208295-1910', url, 'Same name');
    expect(await macsOf(anna)).toEqual(['7C2F80820EC0']);
    expect(await macsOf(boris)).toEqual(['7C2F80208295']);
    expect(await macsOf(anna, 'Same name')).toEqual(['7C2F80820EC0']);
    expect(await macsOf(boris, 'Same name')).toEqual(['7C2F80208295']);
  });

  test("cannot check, deregister or take over each other's phones, even with the right ID", async () => {
    await anna.call('registerDevice', '7C2F80820EC0-55DF', url, 'Anna');
    const notFound = { value: [false, 'mac_not_found:7C2F80820EC0'] };
    for (const spelling of ['7C2F80820EC0', '7C2F80820EC0-55DF', '7C2F80820EC0-0000']) {
      expect(await boris.call('checkDevice', spelling)).toEqual(notFound);
      expect(await boris.call('deregisterDevice', spelling)).toEqual(notFound);
      expect(await boris.call('deregisterDeviceList', [spelling])).toEqual(notFound);
    }
    const inUse = { value: [false, 'mac_already_in_use:7C2F80820EC0'] };
    expect(await boris.call('registerDevice', '7C2F80820EC0-55DF', 'http://b.example/', 'Boris')).toEqual(inUse);
    expect(await boris.call('registerDeviceList', ['7C2F80820EC0-55DF'], 'http://b.example/', 'Boris')).toEqual(inUse);
    expect(await anna.call('checkDevice', '7C2F80820EC0-55DF')).toMatchObject({
      value: [true, '7C2F80820EC0', 'Anna', {}, url],
    });
  });

  test('hand over a phone: after one deregisters it, the other can register it', async () => {
    await anna.call('registerDevice', '7C2F80820EC0-55DF', url, 'Anna');
    await anna.call('deregisterDevice', '7C2F80820EC0');
    expect(await boris.call('registerDevice', '7C2F80820EC0-55DF', url, 'Boris')).toEqual({
      value: [true, 'OK: password'],
    });
    expect(await anna.call('checkDevice', '7C2F80820EC0')).toEqual({ value: [false, 'mac_not_found:7C2F80820EC0'] });
  });

  test('that register the same phone at once: one succeeds, the other is refused', async () => {
    const macs = macRange(60, 0, '7C2F82');
    const outcomes = await Promise.all(
      macs.map((mac) =>
        Promise.all([anna, boris].map((peer) => peer.call('registerDevice', `${mac}-0001`, url, 'Mine'))),
      ),
    );
    for (const [index, mac] of macs.entries()) {
      expect(outcomes[index]).toHaveLength(2);
      expect(outcomes[index]).toContainEqual({ value: [true, 'OK: password'] });
      expect(outcomes[index]).toContainEqual({ value: [false, `mac_already_in_use:${mac}`] });
    }
    expect([...(await macsOf(anna)), ...(await macsOf(boris))].sort()).toEqual(macs);
  });

  test('that register the same phones in opposite order: each phone has one owner', async () => {
    const macs = macRange(500, 0, '7C2F83');
    const wanted = { anna: macs, boris: [...macs].reverse() };
    const register = async (peer: Peer, list: readonly string[]): Promise<readonly string[]> => {
      // In chunks, so that the two overlap.
      const answers = await Promise.all(
        Array.from({ length: 10 }, async (_, piece) => {
          const part = list.slice(piece * 50, piece * 50 + 50);
          const answer = await peer.call(
            'registerDeviceList',
            part.map((mac) => `${mac}-0001`),
            url,
            'Mine',
          );
          const texts: readonly unknown[] =
            'value' in answer && Array.isArray(answer.value) ? answer.value.slice(1) : [];
          expect(texts).toHaveLength(50);
          return part.filter((__, index) => texts[index] === 'OK: password');
        }),
      );
      return answers.flat();
    };
    const [annas, boriss] = await Promise.all([register(anna, wanted.anna), register(boris, wanted.boris)]);
    expect([...annas].sort()).toEqual(await macsOf(anna));
    expect([...boriss].sort()).toEqual(await macsOf(boris));
    expect([...annas, ...boriss].sort()).toEqual(macs);
  });
});
