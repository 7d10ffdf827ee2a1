import { createServer } from 'node:http';
import type { CallContext } from '../../../../provider/api/attempt.ts';
import { connect, type Connection } from '../../../../provider/api/connection.ts';
import { macRange } from '../../../support/phones.ts';
import { encodeFault, encodeResponse, type XmlRpcValue } from '#xmlrpc';

const nothing = (): void => undefined;
const silent = {
  ...{ trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing, mask: nothing },
  enabled: () => false,
};
const calling: CallContext = { signal: new AbortController().signal, log: silent };
const macs = macRange(20);
const [first = '', second = ''] = macs;
const URL = 'http://provider.example/%MACD.xml';
const DATE = '2026-11-25 08:00:00';
const registration = (mac: string) => ({ mac, url: URL, providerName: 'Daryna', date: DATE });

/** A server whose listing can be late, wrong or missing; records its calls in order. */
async function startServer() {
  const asked: string[] = [];
  const registered = new Set(macs);
  /** Registered phones that the listing does not contain. */
  const unlisted = new Set<string>();
  let list: () => Promise<string> = () =>
    Promise.resolve(
      encodeResponse(
        [...registered].filter((mac) => !unlisted.has(mac)).map((mac): XmlRpcValue => [mac, 'Daryna', URL, DATE]),
      ),
    );
  let listClosed: () => void = () => undefined;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const [, method = ''] = /<methodName>autoprov\.(\w+)/.exec(body) ?? [];
      asked.push(method);
      if (method === 'listDevices') {
        response.on('close', () => listClosed());
        void list().then(
          (xml) => response.end(xml),
          () => response.destroy(),
        );
        return;
      }
      const [mac = ''] = /7C2F80[0-9A-F]{6}/.exec(body) ?? [];
      const row: XmlRpcValue = registered.has(mac) ? [true, mac, 'Daryna', DATE, URL] : [false, `mac_not_found:${mac}`];
      response.end(encodeResponse(row));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    asked,
    registered,
    unlisted,
    lists: (answer: () => Promise<string>) => void (list = answer),
    listIsClosed: new Promise<void>((resolve) => (listClosed = resolve)),
    connection: (maxRetries = 0): Connection =>
      connect({
        endpoint: `http://127.0.0.1:${port}`,
        username: 'daryna',
        password: 'secret',
        maxRetries,
        maxConcurrentRequests: 8,
        batchSize: 500,
        onConflict: 'fail',
      }),
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

let server: Awaited<ReturnType<typeof startServer>>;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => {
  server.stop();
});

const count = (method: string): number => server.asked.filter((name) => name === method).length;

test('checks one or two phones one by one', async () => {
  const { registrationCache } = server.connection();
  const found = await Promise.all([first, second].map((mac) => registrationCache.find({ mac }, calling)));
  expect(found).toEqual([first, second].map((mac) => ({ ok: true, registration: registration(mac) })));
  expect(server.asked).toEqual(['checkDevice', 'checkDevice']);
});

test('reads many phones, also later ones, with one listing', async () => {
  const { registrationCache } = server.connection();
  await Promise.all(macs.slice(0, 10).map((mac) => registrationCache.find({ mac }, calling)));
  for (const mac of macs) {
    expect(await registrationCache.find({ mac }, calling)).toEqual({ ok: true, registration: registration(mac) });
  }
  expect(server.asked).toEqual(['listDevices']);
});

test('reads successive phones with a few checks, then a listing', async () => {
  const { registrationCache } = server.connection();
  for (const mac of macs) await registrationCache.find({ mac }, calling);
  expect(server.asked).toEqual(['checkDevice', 'checkDevice', 'listDevices']);
});

test('checks a phone that the listing does not contain', async () => {
  server.unlisted.add(first);
  server.registered.delete(second);
  const { registrationCache } = server.connection();
  const found = await Promise.all(macs.map((mac) => registrationCache.find({ mac }, calling)));
  expect(found[0]).toEqual({ ok: true, registration: registration(first) });
  expect(found[1]).toEqual({ ok: true, registration: undefined });
  expect([count('listDevices'), count('checkDevice')]).toEqual([1, 2]);
});

test('continues a shared listing after the call that started it has ended', async () => {
  const xml = encodeResponse(macs.map((mac): XmlRpcValue => [mac, 'Daryna', URL, DATE]));
  const broken = Promise.withResolvers<string>();
  const again = Promise.withResolvers<true>();
  server.lists(() => {
    if (count('listDevices') === 1) return broken.promise;
    again.resolve(true);
    return Promise.resolve(xml);
  });
  const { registrationCache } = server.connection(1);
  const ended = new AbortController();
  // It takes so long that the phones are checked one by one.
  await Promise.all(
    macs.slice(0, 3).map((mac) => registrationCache.find({ mac }, { ...calling, signal: ended.signal })),
  );
  ended.abort(new Error('the call has ended'));
  broken.reject(new Error('the connection breaks'));
  expect(await again.promise).toBe(true);
  expect(await registrationCache.find({ mac: first }, calling)).toEqual({
    ok: true,
    registration: registration(first),
  });
});

test('an interrupt ends the wait for a retried listing', async () => {
  server.lists(() => Promise.reject(new Error('the connection breaks')));
  const { registrationCache } = server.connection(100);
  const interrupt = new AbortController();
  const found = Promise.allSettled(
    macs.slice(0, 3).map((mac) => registrationCache.find({ mac }, { ...calling, signal: interrupt.signal })),
  );
  interrupt.abort(new Error('interrupted'));
  for (const { status } of await found) expect(status).toBe('rejected');
});

test('a quick look treats a phone outside the listing as not registered', async () => {
  server.registered.delete(first);
  const { registrationCache } = server.connection();
  const found = await Promise.all(macs.map((mac) => registrationCache.glance({ mac }, calling)));
  expect(found[0]).toEqual({ ok: true, registration: undefined });
  expect(found[1]).toEqual({ ok: true, registration: registration(second) });
  expect(server.asked).toEqual(['listDevices']);
});

test('checks phones that have changed since the listing', async () => {
  const { registrationCache } = server.connection();
  await Promise.all(macs.map((mac) => registrationCache.find({ mac }, calling)));
  registrationCache.forget(first);
  server.registered.delete(first);
  expect(await registrationCache.find({ mac: first }, calling)).toEqual({ ok: true, registration: undefined });
  expect(await registrationCache.find({ mac: second }, calling)).toEqual({
    ok: true,
    registration: registration(second),
  });
  expect([count('listDevices'), count('checkDevice')]).toEqual([1, 1]);
});

test('checks phones one by one if the listing takes long, and cancels it', async () => {
  server.lists(() => new Promise(() => undefined));
  const { registrationCache } = server.connection();
  const found = await Promise.all(macs.map((mac) => registrationCache.find({ mac }, calling)));
  expect(found).toEqual(macs.map((mac) => ({ ok: true, registration: registration(mac) })));
  expect([count('listDevices'), count('checkDevice')]).toEqual([1, macs.length]);
  await server.listIsClosed;
});

test('checks phones one by one if the listing cannot be read', async () => {
  server.lists(() => Promise.resolve(encodeFault(1, 'No such method')));
  const { registrationCache } = server.connection();
  const found = await Promise.all(macs.map((mac) => registrationCache.find({ mac }, calling)));
  expect(found).toEqual(macs.map((mac) => ({ ok: true, registration: registration(mac) })));
  expect([count('listDevices'), count('checkDevice')]).toEqual([1, macs.length]);
});

test('an unreachable server is an error for each reader', async () => {
  const { registrationCache } = server.connection();
  server.stop();
  const found = await Promise.allSettled(macs.map((mac) => registrationCache.find({ mac }, calling)));
  for (const { status } of found) expect(status).toBe('rejected');
});
