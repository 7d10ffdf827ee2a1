import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand, type TestServer } from '../../support/server.ts';
import { locationOf, onEachDatabase } from './databases.ts';
import { nodePeer, type Peer, peers } from './peers.ts';

const phone = { mac: '7C2F80820EC0', macId: '7C2F80820EC0-55DF' };
const free = '7C2F80208295-1910';
const url = 'http://provider.example/xml/%MACD.xml';
const foreign = '7C2F80000001';

/** A method, its parameters, and the expected refusal; for a list, the refusal of its only phone. */
const refusals: readonly [string, readonly unknown[], string][] = [
  // A phone that is already registered: by this account, and by another one.
  ['registerDevice', [phone.macId, url, 'Daryna'], `mac_already_in_use:${phone.mac}`],
  ['registerDevice', [`${foreign}-0001`, url, 'Daryna'], `mac_already_in_use:${foreign}`],
  ['registerDeviceList', [[phone.macId], url, 'Daryna'], `mac_already_in_use:${phone.mac}`],
  ['registerDeviceList', [[`${foreign}-0001`], url, 'Daryna'], `mac_already_in_use:${foreign}`],
  // Not a phone; a phone without its ID could never log in.
  ['registerDevice', ['kitchen', url, 'Daryna'], 'mac_invalid:kitchen'],
  ['registerDevice', ['', url, 'Daryna'], 'mac_invalid:'],
  ['registerDevice', ['7C2F80208295', url, 'Daryna'], 'mac_invalid:7C2F80208295'],
  ['registerDeviceList', [['kitchen'], url, 'Daryna'], 'mac_invalid:kitchen'],
  ['registerDeviceList', [['7C2F80208295'], url, 'Daryna'], 'mac_invalid:7C2F80208295'],
  ['deregisterDevice', ['kitchen'], 'mac_invalid:kitchen'],
  ['deregisterDeviceList', [['kitchen']], 'mac_invalid:kitchen'],
  ['checkDevice', ['kitchen'], 'mac_invalid:kitchen'],
  // The right MAC with the ID of another phone, and with half an ID.
  ['deregisterDevice', [`${phone.mac}-0000`], `mac_invalid:${phone.mac}`],
  ['deregisterDeviceList', [[`${phone.mac}-0000`]], `mac_invalid:${phone.mac}`],
  ['checkDevice', [`${phone.mac}-0000`], `mac_invalid:${phone.mac}`],
  ['checkDevice', [`${phone.mac}-55`], `mac_invalid:${phone.mac}`],
  // A phone that is not registered, and one of another account.
  ['deregisterDevice', [free], 'mac_not_found:7C2F80208295'],
  ['deregisterDevice', [foreign], `mac_not_found:${foreign}`],
  ['deregisterDeviceList', [[free]], 'mac_not_found:7C2F80208295'],
  ['deregisterDeviceList', [[foreign]], `mac_not_found:${foreign}`],
  ['checkDevice', [free], 'mac_not_found:7C2F80208295'],
  ['checkDevice', [foreign], `mac_not_found:${foreign}`],
  ['checkDevice', [`${foreign}-0001`], `mac_not_found:${foreign}`],
  // A URL that no phone can follow, and an invalid name.
  ['registerDevice', [free, 'provider.example', 'Daryna'], 'url_invalid:provider.example'],
  ['registerDevice', [free, 'http://a.example/%MAC.xml', 'Daryna'], 'url_invalid:http://a.example/%MAC.xml'],
  ['registerDevice', [free, '', 'Daryna'], 'url_invalid:'],
  ['registerDeviceList', [[free], 'ftp://a.example/', 'Daryna'], 'url_invalid:ftp://a.example/'],
  ['registerDevice', [free, url, ''], 'name_invalid:'],
  ['registerDevice', [free, url, ' Daryna'], 'name_invalid: Daryna'],
  ['registerDeviceList', [[free], url, 'two\nlines'], 'name_invalid:two\nlines'],
  // Everything is wrong: the phone is reported first, then the URL.
  ['registerDevice', ['kitchen', 'nowhere', ''], 'mac_invalid:kitchen'],
  ['registerDevice', [phone.macId, 'nowhere', ''], 'url_invalid:nowhere'],
];

/** The same with an inventory that contains only `phone` and `free`: an unknown phone, and a known one with another ID. */
const refusalsByInventory: readonly [string, readonly unknown[], string][] = [
  ['registerDevice', ['7C2F80FFFFFF-0001', url, 'Daryna'], 'mac_not_exist:7C2F80FFFFFF'],
  ['registerDeviceList', [['7C2F80FFFFFF-0001'], url, 'Daryna'], 'mac_not_exist:7C2F80FFFFFF'],
  ['registerDevice', ['7C2F80208295-0000', url, 'Daryna'], 'mac_invalid:7C2F80208295'],
  ['registerDeviceList', [['7C2F80208295-0000'], url, 'Daryna'], 'mac_invalid:7C2F80208295'],
];

/** The codes that the vendor's manual lists for each method. */
const documented = {
  registerDevice: ['mac_already_in_use', 'mac_invalid', 'url_invalid', 'name_invalid'],
  deregisterDevice: ['mac_not_found', 'mac_invalid'],
  registerDeviceList: ['mac_invalid', 'url_invalid', 'name_invalid', 'mac_already_in_use', 'mac_not_exist'],
  deregisterDeviceList: ['mac_invalid', 'mac_not_found'],
  checkDevice: ['mac_not_found', 'mac_invalid'],
};
const cells = Object.entries(documented).flatMap(([method, codes]) => codes.map((code) => [method, code]));

test.each(cells)('the tables of this file cover %s with %s, as the manual lists it', (method, code) => {
  const provoked = [...refusals, ...refusalsByInventory].map(([by, , refusal]) => [by, refusal.split(':', 1)[0]]);
  expect(provoked).toContainEqual([method, code]);
});

const registered = { value: [true, phone.mac, 'Daryna', expect.any(String), url] };

onEachDatabase(({ start }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await start();
    await server.addAccount('somebody else', 'another password');
  });
  afterAll(() => server.stop());

  describe.each(peers)('$name', ({ connect }) => {
    let peer: Peer;
    beforeAll(async () => {
      peer = connect(server);
      const other = connect({ url: server.url, username: 'somebody else', password: 'another password' });
      // The phone may be left over from the previous peer; each peer starts from the same state.
      await other.call('registerDevice', `${foreign}-0001`, url, 'Else');
      other.close();
      await peer.call('registerDevice', phone.macId, url, 'Daryna');
    });
    afterAll(() => {
      peer.close();
    });

    const isRefused = async (method: string, params: readonly unknown[], code: string): Promise<void> => {
      expect(await peer.call(method, ...params)).toEqual({ value: [false, code] });
      expect(await peer.call('checkDevice', phone.macId)).toEqual(registered);
      expect(await peer.call('listDevices')).toMatchObject({ value: [[phone.mac, 'Daryna', url, {}]] });
    };

    test.each(refusals)('%s %j is refused with %s and changes nothing', isRefused);

    describe('with an inventory', () => {
      beforeAll(async () => {
        const file = join(server.dataDir, 'made.txt');
        writeFileSync(file, `${phone.macId}\n${free}\n`);
        expect(await runCommand(['inventory', 'import', file, ...locationOf(server)])).toMatchObject({ code: 0 });
      });
      afterAll(async () => {
        expect(await runCommand(['inventory', 'clear', ...locationOf(server)])).toMatchObject({ code: 0 });
      });

      test.each(refusalsByInventory)('%s %j is refused with %s and changes nothing', isRefused);

      test('answers known and unknown phones of one list individually', async () => {
        const list = [free, '7C2F80FFFFFF-0001', phone.macId];
        expect(await peer.call('registerDeviceList', list, url, 'Daryna')).toEqual({
          value: [false, 'OK: password', 'mac_not_exist:7C2F80FFFFFF', `mac_already_in_use:${phone.mac}`],
        });
        expect(await peer.call('deregisterDevice', free)).toEqual({ value: [true, 'OK'] });
      });

      test('refuses a phone that a list names with several IDs', async () => {
        const list = [free, '7C2F80208295-0000', phone.macId];
        expect(await peer.call('registerDeviceList', list, url, 'Daryna')).toEqual({
          value: [false, 'mac_invalid:7C2F80208295', 'mac_invalid:7C2F80208295', `mac_already_in_use:${phone.mac}`],
        });
      });
    });

    test('answers each phone of a list at its position', async () => {
      expect(await peer.call('deregisterDeviceList', [free, 'kitchen', `${phone.mac}-0000`, foreign, free])).toEqual({
        value: [
          false,
          'mac_not_found:7C2F80208295',
          'mac_invalid:kitchen',
          `mac_invalid:${phone.mac}`,
          `mac_not_found:${foreign}`,
          'mac_not_found:7C2F80208295',
        ],
      });
    });

    test.each([
      ['a URL of 2,048 characters, cut within an emoji', 'x'.repeat(2047), 2047],
      ['a URL for a list, of 200 characters', 'x'.repeat(199), 199],
    ])('%s is repeated without half a character', async (_, start, kept) => {
      const long = `${start}${'😀'.repeat(10)}`;
      const call =
        kept === 199
          ? peer.call('registerDeviceList', [free, free], long, 'Daryna')
          : peer.call('registerDevice', free, long, 'Daryna');
      const refusal = `url_invalid:${'x'.repeat(kept)}...`;
      expect(await call).toEqual({ value: [false, ...(kept === 199 ? [refusal, refusal] : [refusal])] });
    });

    test('shortens an overlong MAC-ID in its answer', async () => {
      const refusal = { value: [false, `mac_invalid:${'x'.repeat(12)}${'*'.repeat(87)}`] };
      expect(await peer.call('checkDevice', `${'x'.repeat(99)}😀${'x'.repeat(1_000_000)}`)).toEqual(refusal);
    });

    test('returns HTML in a name unchanged, as text', async () => {
      const name = `<script>alert("1")</script> & ]]> &amp; '`;
      expect(await peer.call('registerDevice', free, url, name)).toEqual({ value: [true, 'OK: password'] });
      expect(await peer.call('listDevices', name)).toMatchObject({ value: [['7C2F80208295', name, url, {}]] });
      expect(await peer.call('deregisterDevice', free)).toEqual({ value: [true, 'OK'] });
    });
  });

  describe('a PHP client in production use', () => {
    let peer: Peer;
    beforeAll(async () => {
      peer = nodePeer(server);
      await peer.call('deregisterDevice', phone.mac);
    });

    /** As the client does: `strtolower($answer[1]) === strtolower("$code:$value")`. */
    const isRefusedWith = async (code: string, value: string, method: string, ...params: readonly unknown[]) => {
      const answer = await peer.call(method, ...params);
      const text = 'value' in answer && Array.isArray(answer.value) ? String(answer.value[1]) : '';
      expect(text.toLowerCase()).toBe(`${code}:${value}`.toLowerCase());
    };

    test('can compare each refusal in lower case with code:VALUE, where VALUE is what it sent', async () => {
      await isRefusedWith('mac_not_found', phone.mac, 'checkDevice', phone.mac);
      await isRefusedWith('mac_not_found', phone.mac, 'deregisterDevice', phone.mac.toLowerCase());
      await isRefusedWith('mac_invalid', phone.mac, 'registerDevice', phone.mac, url, 'Daryna');
      await isRefusedWith('url_invalid', 'HTTP//Nowhere', 'registerDevice', phone.macId, 'HTTP//Nowhere', 'Daryna');
      await isRefusedWith('name_invalid', '', 'registerDevice', phone.macId, url, '');
      await peer.call('registerDevice', phone.macId, url, 'Daryna');
      await isRefusedWith('mac_already_in_use', phone.mac, 'registerDevice', phone.macId.toLowerCase(), url, 'Daryna');
    });

    test('overwrites by checking and deregistering the bare MAC, then registering', async () => {
      await peer.call('registerDevice', phone.macId, url, 'Daryna');
      expect(await peer.call('checkDevice', phone.mac)).toEqual(registered);
      expect(await peer.call('deregisterDevice', phone.mac)).toEqual({ value: [true, 'OK'] });
      expect(await peer.call('registerDevice', phone.macId, 'http://b.example/', 'Daryna')).toEqual({
        value: [true, 'OK: password'],
      });
      expect(await peer.call('checkDevice', phone.mac)).toMatchObject({
        value: [true, phone.mac, 'Daryna', {}, 'http://b.example/'],
      });
    });

    test.each([
      '7c2f80820ec0',
      '7C:2F:80:82:0E:C0',
      '7C-2F-80-82-0E-C0',
      '7c2f.8082.0ec0-55df',
      ' 7C2F80820EC0-55DF\n',
    ])('spells a MAC as it likes: %j', async (spelling) => {
      expect(await peer.call('checkDevice', spelling)).toMatchObject({ value: [true, phone.mac, {}, {}, {}] });
    });
  });
});
