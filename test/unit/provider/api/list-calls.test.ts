import { registerDeviceList } from '../../../../provider/api/list-calls.ts';
import { circuitBreaker } from '../../../../provider/api/retry.ts';
import { semaphore } from '../../../../provider/api/semaphore.ts';
import { type AutoprovClient, type CheckAnswer, type RegisterAnswer, TransportError } from '#autoprov';

const unused = (): never => {
  throw new Error('This test does not expect the call.');
};

/** A server that registers the first phone of a list and refuses the second one. */
function clientWith(checkDevice: () => Promise<CheckAnswer>): AutoprovClient {
  const mixed: readonly RegisterAnswer[] = [
    { ok: true, text: 'OK: password', password: 'password', date: undefined },
    { ok: false, refusal: { code: 'mac_invalid', value: '7C2F80000002' } },
  ];
  return {
    call: unused,
    registerDevice: unused,
    deregisterDevice: unused,
    registerDeviceList: () => Promise.resolve(mixed),
    deregisterDeviceList: unused,
    listDevices: unused,
    checkDevice,
    close: () => undefined,
  };
}

const register = (client: AutoprovClient) =>
  registerDeviceList(
    {
      client,
      secrets: [],
      maxRetries: 0,
      batchSize: 100,
      width: 2,
      semaphore: semaphore(2),
      circuitBreaker: circuitBreaker(),
    },
    { url: 'http://a.example/', providerName: 'Daryna', macIds: ['7C2F80000001-0001', '7C2F80000002-0002'] },
    {
      signal: new AbortController().signal,
      log: {
        trace: () => undefined,
        debug: () => undefined,
        info: () => undefined,
        warn: () => undefined,
        error: () => undefined,
        mask: () => undefined,
        enabled: () => false,
      },
    },
  );

describe('a list of which the server refuses one phone', () => {
  test('confirms the OK of the other phone', async () => {
    const registration = { mac: '7C2F80000001', url: 'http://a.example/', providerName: 'Daryna', date: 'today' };
    const { answers, failure } = await register(clientWith(() => Promise.resolve({ ok: true, registration })));
    expect(failure).toBeUndefined();
    expect(answers).toMatchObject([{ ok: true }, { ok: false, refusal: { code: 'mac_invalid' } }]);
  });

  test('reports an uncertain result if the OK cannot be confirmed', async () => {
    const site = { method: 'autoprov.checkDevice', endpoint: 'http://server.example/' };
    const refused = new TransportError(site, { code: 'refused', sent: false, problem: 'connection refused' });
    const { answers, failure } = await register(clientWith(() => Promise.reject(refused)));
    expect(answers).toMatchObject([undefined, { ok: false }]);
    expect(failure?.uncertainty).toBeDefined();
  });
});
