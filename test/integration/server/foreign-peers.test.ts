import { macRange } from '../../support/phones.ts';
import type { TestServer } from '../../support/server.ts';
import { onEachDatabase } from './databases.ts';
import { listRows, type Peer, peers } from './peers.ts';

const phone = { mac: '7C2F80820EC0', macId: '7C2F80820EC0-55DF' };
const other = { mac: '7C2F80208295', macId: '7C2F80208295-1910' };
const url = 'http://172.29.0.103/plainxml/%DVID/xml/%MACD.xml';

onEachDatabase(({ start }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.stop());

  describe.each(peers)('$name', ({ connect }) => {
    let peer: Peer;
    beforeAll(() => {
      peer = connect(server);
    });
    afterAll(() => {
      peer.close();
    });
    afterEach(async () => {
      await peer.call('deregisterDeviceList', [phone.mac, other.mac]);
    });

    test('registers a phone, and is answered with the literal word "password"', async () => {
      expect(await peer.call('registerDevice', phone.macId, url, 'Daryna')).toEqual({ value: [true, 'OK: password'] });
    });

    test('checks a phone: flag, MAC, name, date, URL, in this order', async () => {
      await peer.call('registerDevice', phone.macId, url, 'Daryna');
      expect(await peer.call('checkDevice', phone.macId)).toEqual({
        value: [true, phone.mac, 'Daryna', expect.any(String), url],
      });
    });

    test('deregisters a phone once', async () => {
      await peer.call('registerDevice', phone.macId, url, 'Daryna');
      expect(await peer.call('deregisterDevice', phone.macId)).toEqual({ value: [true, 'OK'] });
      expect(await peer.call('deregisterDevice', phone.macId)).toEqual({
        value: [false, `mac_not_found:${phone.mac}`],
      });
    });

    test('registers a list: flag, then one answer per phone', async () => {
      expect(await peer.call('registerDeviceList', [phone.macId, other.macId], url, 'Daryna')).toEqual({
        value: [true, 'OK: password', 'OK: password'],
      });
    });

    test('registers the good phones of a list and answers in the order of the request', async () => {
      await peer.call('registerDevice', other.macId, url, 'Daryna');
      expect(
        await peer.call('registerDeviceList', ['no phone', other.macId, phone.macId, phone.macId], url, 'Daryna'),
      ).toEqual({
        value: [
          false,
          'mac_invalid:no ****',
          `mac_already_in_use:${other.mac}`,
          'OK: password',
          `mac_already_in_use:${phone.mac}`,
        ],
      });
      expect(await peer.call('checkDevice', phone.mac)).toMatchObject({ value: [true, phone.mac, 'Daryna', {}, url] });
    });

    test('deregisters a list: flag, then one answer per phone, in the order of the request', async () => {
      await peer.call('registerDeviceList', [phone.macId, other.macId], url, 'Daryna');
      expect(await peer.call('deregisterDeviceList', [other.macId, '7C2F80820EC1-55DF', phone.macId])).toEqual({
        value: [false, 'OK', 'mac_not_found:7C2F80820EC1', 'OK'],
      });
      expect(await peer.call('listDevices')).toEqual({ value: [] });
    });

    test('lists MAC, name, URL and date of all provider names or of the given ones', async () => {
      await peer.call('registerDevice', phone.macId, url, 'Daryna');
      await peer.call('registerDevice', other.macId, 'http://b.example/', 'Müller & Söhne <VoIP>');
      const rowOfOther = [other.mac, 'Müller & Söhne <VoIP>', 'http://b.example/', expect.any(String)];
      const rowOfPhone = [phone.mac, 'Daryna', url, expect.any(String)];
      expect(await peer.call('listDevices')).toEqual({ value: [rowOfOther, rowOfPhone] });
      expect(await peer.call('listDevices', 'Daryna')).toEqual({ value: [rowOfPhone] });
      expect(await peer.call('listDevices', 'Daryna', 'Müller & Söhne <VoIP>', 'Nobody')).toEqual({
        value: [rowOfOther, rowOfPhone],
      });
      expect(await peer.call('listDevices', 'daryna')).toEqual({ value: [] });
    });

    test('gets the registration date in UTC, to the second', async () => {
      const before = Math.floor(Date.now() / 1000);
      await peer.call('registerDevice', phone.macId, url, 'Daryna');
      const after = Math.floor(Date.now() / 1000);
      const date = (await listRows(peer))[0]?.[3];
      expect(date).toMatch(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/);
      const seconds = Date.parse(`${String(date).replace(' ', 'T')}Z`) / 1000;
      expect(seconds).toBeGreaterThanOrEqual(before);
      expect(seconds).toBeLessThanOrEqual(after);
    });

    test('an empty list succeeds', async () => {
      expect(await peer.call('registerDeviceList', [], url, 'Daryna')).toEqual({ value: [true] });
      expect(await peer.call('deregisterDeviceList', [])).toEqual({ value: [true] });
    });

    test('registers, lists and deregisters 5,000 phones in one call each', async () => {
      const macs = macRange(5000, 0, '7C2F81');
      const registered = await peer.call(
        'registerDeviceList',
        macs.map((mac) => `${mac}-0001`),
        url,
        'Fleet',
      );
      expect(registered).toEqual({ value: [true, ...macs.map(() => 'OK: password')] });
      const listed = await peer.call('listDevices', 'Fleet');
      const anyDate: unknown = expect.any(String);
      expect(listed).toEqual({ value: macs.map((mac) => [mac, 'Fleet', url, anyDate]) });
      expect(await peer.call('deregisterDeviceList', macs)).toEqual({ value: [true, ...macs.map(() => 'OK')] });
    });
  });
});
