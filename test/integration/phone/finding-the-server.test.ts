import { startTestServer, type TestServer } from '../../support/server.ts';
import { nodePeer } from '../server/peers.ts';
import { curlAsPhone } from './curl.ts';

// The paths that models ask for when DHCP names the server, as docs/finding-the-server.md states them.

const macId = '7C2F80820EC0-55DF';
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  const peer = nodePeer(server);
  const answer = await peer.call('registerDevice', macId, 'http://provider.example/%DVID/%MACD.xml', 'Daryna');
  expect(answer).toEqual({ value: [true, 'OK: password'] });
  peer.close();
});
afterAll(() => server.stop());

test.each([
  ['an N510 or N720 with option 114', 'master.bin', '/device/42/2/master.bin', '42/2'],
  ['an N510 with option 66', 'its MAC', '/device/7C2F80820EC0.xml', '%DVID'],
  ['a Maxwell 3 or basic', 'provisioning.xml', '/device/provisioning.xml', '%DVID'],
])('%s asks for %s and is redirected', async (_model, _file, path, deviceId) => {
  const { last } = await curlAsPhone(server.url + path, macId);
  expect(last).toMatchObject({ status: 302, body: `http://provider.example/${deviceId}/7C2F80820EC0.xml\n` });
});
