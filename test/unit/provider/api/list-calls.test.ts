import type { ApiContext } from '../../../../provider/api/api-context.ts';
import type { CallContext } from '../../../../provider/api/attempt.ts';
import { registerDeviceList } from '../../../../provider/api/list-calls.ts';
import { phoneBatches } from '../../../../provider/api/phone-batches.ts';
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

const log: CallContext['log'] = {
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  mask: () => undefined,
  enabled: () => false,
};
const context: CallContext = { signal: new AbortController().signal, log };
const target = { url: 'http://a.example/', providerName: 'Daryna' };
const macIds = ['7C2F80000001-0001', '7C2F80000002-0002'];

const apiOf = (client: AutoprovClient): ApiContext => ({
  client,
  secrets: [],
  maxRetries: 0,
  batchSize: 100,
  width: 1,
  semaphore: semaphore(1),
  circuitBreaker: circuitBreaker(),
});

const register = (client: AutoprovClient) => registerDeviceList(apiOf(client), { ...target, macIds }, context);

const refused = new TransportError(
  { method: 'autoprov.checkDevice', endpoint: 'http://server.example/' },
  { code: 'refused', sent: false, problem: 'connection refused' },
);

describe('a list of which the server refuses one phone', () => {
  test('confirms the OK of the other phone', async () => {
    const registration = { mac: '7C2F80000001', url: 'http://a.example/', providerName: 'Daryna', date: 'today' };
    const { answers, failure } = await register(clientWith(() => Promise.resolve({ ok: true, registration })));
    expect(failure).toBeUndefined();
    expect(answers).toMatchObject([{ ok: true }, { ok: false, refusal: { code: 'mac_invalid' } }]);
  });

  test('reports an uncertain result if the OK cannot be confirmed', async () => {
    const { answers, failure } = await register(clientWith(() => Promise.reject(refused)));
    expect(answers).toMatchObject([undefined, { ok: false }]);
    expect(failure?.uncertainty).toBeDefined();
  });

  test('marks the attempt of one resource as uncertain if its OK cannot be confirmed', async () => {
    const api = apiOf(clientWith(() => Promise.reject(refused)));
    const batches = phoneBatches(api);
    const slot = Promise.withResolvers<undefined>();
    // While the only slot is taken, both phones wait, and then share a list.
    const busy = api.semaphore(() => slot.promise, context.signal);
    const attempts = Promise.all(
      macIds.map((macId) => batches.register({ ...target, macId, mac: macId.slice(0, 12) }, context)),
    );
    slot.resolve(undefined);
    await busy;
    expect(await attempts).toMatchObject([{ cause: refused, isUncertain: true }, { value: { ok: false } }]);
  });
});
