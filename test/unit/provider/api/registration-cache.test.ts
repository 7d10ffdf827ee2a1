import { registrationCache } from '../../../../provider/api/registration-cache.ts';
import { macRange } from '../../../support/phones.ts';
import { connectionRefused, context, fakeApi } from './fake-api.ts';
import { fakeClock, settled } from './fake-clock.ts';
import { XmlRpcFaultError, type Registration } from '#autoprov';

const macs = macRange(20);
const [first = '', second = ''] = macs;
const registrationOf = (mac: string): Registration => ({
  mac,
  url: 'http://provider.example/%MACD.xml',
  providerName: 'Daryna',
  date: '2026-11-25 08:00:00',
});
const registered = (mac: string) => ({ ok: true, registration: registrationOf(mac) });
const unregistered = { ok: true, registration: undefined };

/** A cache, and a server whose list can be late, wrong or missing. Time passes only when a test says so. */
function setUp(maxRetries = 0) {
  const calls: string[] = [];
  const phones = new Set(macs);
  /** Registered phones that the list does not contain. */
  const unlisted = new Set<string>();
  const fullList = (): readonly Registration[] =>
    [...phones].filter((mac) => !unlisted.has(mac)).map((mac) => registrationOf(mac));
  const server = {
    list: (): Promise<readonly Registration[]> => Promise.resolve(fullList()),
    abandoned: false,
  };
  const clock = fakeClock();
  const api = fakeApi(
    {
      listDevices: (_names, { signal } = {}) => {
        calls.push('listDevices');
        signal?.addEventListener('abort', () => (server.abandoned = true));
        return server.list();
      },
      checkDevice: (mac) => {
        calls.push('checkDevice');
        return Promise.resolve(
          phones.has(mac)
            ? { ok: true, registration: registrationOf(mac) }
            : { ok: false, refusal: { code: 'mac_not_found', value: mac } },
        );
      },
    },
    { maxRetries, clock },
  );
  const cache = registrationCache(api);
  const read = (mac: string, signal = context.signal) => cache.get({ mac, id: undefined }, { ...context, signal });
  return {
    cache,
    calls,
    clock,
    phones,
    server,
    unlisted,
    fullList,
    read,
    /** Reads phones at the same moment, and lets this time pass. */
    readAll: async (all: readonly string[], ms = 0, signal = context.signal) => {
      const found = Promise.allSettled(all.map((mac) => read(mac, signal)));
      await clock.advance(ms);
      return found;
    },
    count: (method: string): number => calls.filter((call) => call === method).length,
  };
}

const values = (results: readonly PromiseSettledResult<unknown>[]): readonly unknown[] =>
  results.map((result): unknown => (result.status === 'fulfilled' ? result.value : result.reason));

test('checks one or two phones one by one', async () => {
  const { readAll, calls } = setUp();
  expect(values(await readAll([first, second], 8))).toEqual([registered(first), registered(second)]);
  expect(calls).toEqual(['checkDevice', 'checkDevice']);
});

test('reads many phones, also later ones, with one list', async () => {
  const { readAll, read, calls } = setUp();
  await readAll(macs.slice(0, 10));
  for (const mac of macs) expect(await read(mac)).toEqual(registered(mac));
  expect(calls).toEqual(['listDevices']);
});

test('reads successive phones with a few checks, then a list', async () => {
  const { readAll, calls } = setUp();
  for (const mac of macs) await readAll([mac], 8);
  expect(calls).toEqual(['checkDevice', 'checkDevice', 'listDevices']);
});

test('reads the list again after a minute', async () => {
  const { readAll, clock, calls } = setUp();
  await readAll(macs);
  await clock.advance(60_001);
  await readAll([first]);
  expect(calls).toEqual(['listDevices', 'listDevices']);
});

test('checks a phone that the list does not contain', async () => {
  const { readAll, unlisted, phones, count } = setUp();
  unlisted.add(first);
  phones.delete(second);
  const found = values(await readAll(macs));
  expect(found.slice(0, 2)).toEqual([registered(first), unregistered]);
  expect([count('listDevices'), count('checkDevice')]).toEqual([1, 2]);
});

test('continues a shared list after the call that started it has ended', async () => {
  const { readAll, read, clock, server, fullList, count } = setUp(1);
  const broken = Promise.withResolvers<never>();
  server.list = () => (count('listDevices') === 1 ? broken.promise : Promise.resolve(fullList()));
  const ended = new AbortController();
  // It takes so long that the phones are checked one by one.
  await readAll(macs.slice(0, 3), 250, ended.signal);
  expect(count('checkDevice')).toBe(3);
  const reading = read(first);
  ended.abort(new Error('the call has ended'));
  broken.reject(connectionRefused('listDevices'));
  await clock.advance(250);
  expect(await reading).toEqual(registered(first));
  expect(count('listDevices')).toBe(2);
});

test('an interrupt ends the wait for a retried list', async () => {
  const { readAll, server } = setUp(100);
  server.list = () => Promise.reject(connectionRefused('listDevices'));
  const interrupt = new AbortController();
  const found = readAll(macs.slice(0, 3), 0, interrupt.signal);
  await settled();
  interrupt.abort(new Error('interrupted'));
  for (const { status } of await found) expect(status).toBe('rejected');
});

test('a peek treats a phone outside the list as not registered', async () => {
  const { cache, phones, calls } = setUp();
  phones.delete(first);
  const found = await Promise.all(macs.map((mac) => cache.peek({ mac, id: undefined }, context)));
  expect(found.slice(0, 2)).toEqual([unregistered, registered(second)]);
  expect(calls).toEqual(['listDevices']);
});

test.each([
  [19_000, 'fulfilled'],
  [21_000, 'rejected'],
])('a peek at a server that needs %d ms is %s', async (ms, status) => {
  const clock = fakeClock();
  const api = fakeApi(
    {
      checkDevice: (mac, { signal } = {}) =>
        new Promise((resolve, reject) => {
          signal?.addEventListener('abort', () => {
            reject(connectionRefused('checkDevice'));
          });
          clock.after(ms, () => {
            resolve({ ok: false, refusal: { code: 'mac_not_found', value: mac } });
          });
        }),
    },
    { clock },
  );
  const peeking = Promise.allSettled([registrationCache(api).peek({ mac: first, id: undefined }, context)]);
  await clock.advance(22_000);
  expect(await peeking).toMatchObject([{ status }]);
});

test('checks phones that have changed since the list', async () => {
  const { cache, readAll, phones, count } = setUp();
  await readAll(macs);
  cache.invalidate(first);
  phones.delete(first);
  expect(values(await readAll([first, second]))).toEqual([unregistered, registered(second)]);
  expect([count('listDevices'), count('checkDevice')]).toEqual([1, 1]);
});

test('checks phones one by one if the list takes long, and abandons it without readers', async () => {
  const { readAll, clock, server, count } = setUp();
  server.list = () => new Promise(() => undefined);
  expect(values(await readAll(macs, 250))).toEqual(macs.map(registered));
  expect([count('listDevices'), count('checkDevice'), server.abandoned]).toEqual([1, macs.length, false]);
  await clock.advance(250);
  expect(server.abandoned).toBe(true);
});

test('reads another list after one was abandoned', async () => {
  const { readAll, clock, server, fullList, count } = setUp();
  server.list = () => new Promise(() => undefined);
  await readAll(macs.slice(0, 3), 250);
  await clock.advance(250);
  server.list = () => Promise.resolve(fullList());
  expect(values(await readAll(macs))).toEqual(macs.map(registered));
  expect([count('listDevices'), count('checkDevice')]).toEqual([2, 3]);
});

test('checks phones one by one if the list cannot be read', async () => {
  const { readAll, server, count } = setUp();
  const site = { method: 'autoprov.listDevices', endpoint: 'http://server.example/' };
  server.list = () => Promise.reject(new XmlRpcFaultError(site, { code: 1, message: 'No such method' }));
  expect(values(await readAll(macs))).toEqual(macs.map(registered));
  expect([count('listDevices'), count('checkDevice')]).toEqual([1, macs.length]);
});

test('an unreachable server is an error for each reader', async () => {
  const { readAll, server } = setUp();
  server.list = () => Promise.reject(connectionRefused('listDevices'));
  for (const { status } of await readAll(macs)) expect(status).toBe('rejected');
});
