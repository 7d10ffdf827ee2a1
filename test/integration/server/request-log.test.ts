import { startTestServer } from '../../support/server.ts';
import { basic, callDocument, post } from './http.ts';
import { nodePeer } from './peers.ts';

const password = 'geheim-0815 and long';
const withCredentials = 'http://phone:geheim-4711@provider.example/%MACD.xml';

/** The lines of a log, parsed. */
function parse(log: string): readonly Readonly<Record<string, unknown>>[] {
  return log
    .trimEnd()
    .split('\n')
    .map((line) => {
      const entry: Record<string, unknown> = JSON.parse(line);
      return entry;
    });
}

test('logs each request as JSON without secrets', async () => {
  const server = await startTestServer({ password, args: ['--log-level', 'debug'] });
  const peer = nodePeer(server);
  await peer.call('registerDevice', '7C2F80820EC0-55DF', withCredentials, 'Daryna');
  await peer.call('registerDeviceList', ['7C2F80820EC0-55DF', '7C2F80208295-1910'], withCredentials, 'Daryna');
  await peer.call('checkDevice', '7C2F80820EC0-55DF');
  await peer.call('listDevices');
  await peer.call('deregisterDeviceList', ['7C2F80820EC0-0000', '7C2F80208295-1910', 'kitchen-55DF']);
  await peer.call('registerDevice', '7C2F80820EC0-55DF', `${withCredentials}%none`, 'Daryna');
  await peer.call('deregisterDevice');
  await post(server, callDocument('autoprov.listDevices').replace('<params>', '<params>55DF'));
  await post(server, 'a=7C2F80820EC0-55DF', { path: '/portal?mac=7C2F80820EC0-55DF&password=geheim-4711' });
  await post(server, '', { headers: { authorization: basic('daryna', 'geheim-4711') } });
  await server.stop();

  expect(server.log()).not.toMatch(/55DF|1910|geheim|phone:/);
  expect(server.log()).not.toContain(Buffer.from('geheim').toString('base64').slice(0, 6));
  const requests = parse(server.log()).filter(({ msg }) => msg === 'request');
  const [registered] = requests;
  expect(registered).toEqual({
    level: 30,
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    reqId: expect.any(String),
    method: 'POST',
    path: '/apxml/rpc.do',
    from: '127.0.0.1',
    account: 'daryna',
    user: 'daryna',
    rpc: 'autoprov.registerDevice',
    answers: { OK: 1 },
    status: 200,
    ms: expect.any(Number),
    msg: 'request',
  });
  expect(requests.map(({ rpc, answers, fault, status }) => ({ rpc, answers, fault, status })).slice(1)).toEqual([
    { rpc: 'autoprov.registerDeviceList', answers: { mac_already_in_use: 1, OK: 1 }, status: 200 },
    { rpc: 'autoprov.checkDevice', answers: { OK: 1 }, status: 200 },
    { rpc: 'autoprov.listDevices', status: 200 },
    { rpc: 'autoprov.deregisterDeviceList', answers: { mac_invalid: 2, OK: 1 }, status: 200 },
    { rpc: 'autoprov.registerDevice', answers: { url_invalid: 1 }, status: 200 },
    { rpc: 'autoprov.deregisterDevice', fault: -32602, status: 200 },
    { fault: -32700, status: 200 },
    { status: 404 },
    { status: 401 },
  ]);
});

test('--log-level warn omits successful requests', async () => {
  const server = await startTestServer({ args: ['--log-level', 'warn'] });
  await nodePeer(server).call('listDevices');
  await server.stop();
  expect(server.log()).toBe('');
});
