import { check, findUnlisted, queryRegistrations } from '../../../../provider/api/lookup.ts';
import { macRange } from '../../../support/phones.ts';
import { connectionRefused, context, fakeApi } from './fake-api.ts';
import { settled } from './fake-clock.ts';
import { TransportError, type CallOptions } from '#autoprov';

const macs = macRange(20);
const sought = { count: macs.length, macs: () => macs };
const site = { method: 'autoprov.checkDevice', endpoint: 'http://server.example/' };

/** A request without an answer; it fails when it is aborted. */
const hang = ({ signal }: CallOptions = {}): Promise<never> =>
  new Promise((_, reject) => {
    signal?.addEventListener('abort', () => {
      reject(new TransportError(site, { code: 'aborted', sent: true, problem: 'the caller aborted the call' }));
    });
  });

test('ends the other checks, also their retries, when one has failed', async () => {
  const checked: string[] = [];
  const api = fakeApi(
    {
      checkDevice: (mac, options) => {
        checked.push(mac);
        // The first one fails for good at once; of the others, half wait for an answer and half for a retry.
        if (mac === macs[0]) return Promise.reject(new TransportError(site, { code: 'tls', sent: false, problem: '' }));
        return checked.length % 2 === 0 ? hang(options) : Promise.reject(connectionRefused('checkDevice'));
      },
    },
    { maxRetries: 4 },
  );
  await expect(findUnlisted(api, macs, context)).rejects.toMatchObject({ cause: { code: 'tls' } });
  const before = checked.length;
  await api.clock.advance(60_000);
  expect(checked).toHaveLength(before);
  // No check holds a slot any more.
  await Promise.all(Array.from({ length: 8 }, () => api.semaphore()));
});

test('ends the checks beside a late list when the list arrives', async () => {
  const list = Promise.withResolvers<readonly []>();
  const checked: string[] = [];
  const api = fakeApi({
    listDevices: () => list.promise,
    checkDevice: (mac, options) => {
      checked.push(mac);
      return hang(options);
    },
  });
  const reading = queryRegistrations(api, sought, [], context);
  await api.clock.advance(250);
  // The list holds one of eight slots.
  expect(checked).toHaveLength(7);
  list.resolve([]);
  expect(await reading).toEqual({ registrations: [], isComplete: false });
  await settled();
  await Promise.all(Array.from({ length: 8 }, () => api.semaphore()));
  // One more had begun in the slot of the list.
  expect(checked).toHaveLength(8);
});

test('a single attempt that waits five seconds for a slot fails with a CallError', async () => {
  const api = fakeApi({});
  await Promise.all(Array.from({ length: 8 }, () => api.semaphore()));
  const checking = check(api, { mac: '7C2F80000001' }, { ...context, retryPolicy: 'single attempt' });
  const failing = expect(checking).rejects.toMatchObject({
    name: 'CallError',
    method: 'checkDevice',
    attempts: 0,
    message: expect.stringContaining('earlier requests took too long'),
  });
  await api.clock.advance(5_000);
  await failing;
});

test('a single attempt that has no answer after five seconds fails with a CallError', async () => {
  const api = fakeApi({ checkDevice: (_mac, options) => hang(options) });
  const checking = check(api, { mac: '7C2F80000001' }, { ...context, retryPolicy: 'single attempt' });
  const failing = expect(checking).rejects.toMatchObject({ name: 'CallError', cause: { code: 'aborted' } });
  await api.clock.advance(5_000);
  await failing;
});
