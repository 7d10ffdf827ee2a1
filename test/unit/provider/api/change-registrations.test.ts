import { changeRegistrations, type Changes } from '../../../../provider/api/change-registrations.ts';
import type { Connection, OnConflict } from '../../../../provider/api/connection.ts';
import { deviceLocks } from '../../../../provider/api/device-locks.ts';
import { batchesOf, sizeOf, type Batch } from '../../../../provider/api/phones.ts';
import { planSession } from '../../../../provider/api/plan-session.ts';
import { readFailures } from '../../../../provider/api/read-failures.ts';
import { registrationCache } from '../../../../provider/api/registration-cache.ts';
import { registrationCalls } from '../../../../provider/api/registration-calls.ts';
import { macOf } from '../../../support/phones.ts';
import { connectionRefused, context, fakeApi } from './fake-api.ts';
import {
  type AutoprovClient,
  hasTarget,
  hexValue,
  type RedirectTarget,
  type Refusal,
  type RegisterAnswer,
} from '#autoprov';

const before: RedirectTarget = { url: 'http://old.example/', providerName: 'Daryna' };
const after: RedirectTarget = { url: 'http://new.example/', providerName: 'Daryna' };
const other: RedirectTarget = { url: 'http://other.example/', providerName: 'Other' };

/** How a test can interfere with a server. */
interface Interference {
  /** The answer code for a registration, if it is to be refused. */
  refuse: (mac: string, url: string) => Refusal['code'] | undefined;
  /** Called before each method. */
  onCall: (method: string) => void;
}

/** An account with these phones. */
function fakeServer(phones: readonly (readonly [mac: string, target: RedirectTarget])[] = []) {
  const registered = new Map(phones);
  const server: Interference & { readonly registered: Map<string, RedirectTarget> } = {
    registered,
    refuse: () => undefined,
    onCall: () => undefined,
  };
  const registerOne = (macId: string, url: string, providerName: string): RegisterAnswer => {
    const mac = macId.slice(0, 12);
    const code = server.refuse(mac, url) ?? (registered.has(mac) ? 'mac_already_in_use' : undefined);
    if (code) return { ok: false, refusal: { code, value: mac } };
    registered.set(mac, { url, providerName });
    return { ok: true, text: 'OK: password', password: 'password', date: 'today' };
  };
  const called = <T>(method: string, answer: () => T): Promise<T> =>
    Promise.resolve().then(() => {
      server.onCall(method);
      return answer();
    });
  const client: Partial<AutoprovClient> = {
    registerDevice: (macId, url, name) => called('registerDevice', () => registerOne(macId, url, name)),
    registerDeviceList: (macIds, url, name) =>
      called('registerDeviceList', () => macIds.map((macId) => registerOne(macId, url, name))),
    deregisterDevice: (mac) =>
      called('deregisterDevice', () => {
        registered.delete(mac);
        return { ok: true };
      }),
    deregisterDeviceList: (macs) =>
      called('deregisterDeviceList', () =>
        macs.map((mac) => {
          registered.delete(mac);
          return { ok: true };
        }),
      ),
    checkDevice: (mac) =>
      called('checkDevice', () => {
        const found = registered.get(mac);
        if (found) return { ok: true, registration: { mac, date: 'today', ...found } };
        return { ok: false, refusal: { code: 'mac_not_found', value: mac } };
      }),
  };
  return Object.assign(server, { client });
}

function fakeConnection(client: Partial<AutoprovClient>): Connection {
  const api = fakeApi(client, { batchSize: 2 });
  return {
    ...api,
    endpoint: 'http://server.example/',
    username: 'daryna',
    onConflict: 'fail',
    calls: registrationCalls(api),
    registrationCache: registrationCache(api),
    locks: deviceLocks(),
    planSession: planSession(),
    readFailures: readFailures(api.clock),
    explained: new Map(),
  };
}

/** The batches for the phones with these numbers, two in each. */
const batches = (numbers: readonly number[], from: RedirectTarget | null, to: RedirectTarget | null): Batch[] => {
  const ids = Int32Array.from(numbers);
  const phones = { macs: Float64Array.from(numbers, (i) => hexValue(macOf(i))), ids, formerIds: ids };
  return [...batchesOf(phones, 2, () => [from, to])];
};

interface Options {
  readonly connection?: Connection;
  readonly onConflict?: OnConflict;
  readonly onFailure?: 'rollback' | 'continue';
  readonly signal?: AbortSignal;
}

const change = (
  server: ReturnType<typeof fakeServer>,
  changes: Changes,
  { connection = fakeConnection(server.client), onConflict = 'fail', onFailure = 'rollback', signal }: Options = {},
) =>
  changeRegistrations({
    connection,
    context: { ...context, signal: signal ?? context.signal },
    changes,
    onConflict,
    onFailure,
  });

/** Phones of an account, all with the same target. */
const phonesWith = (numbers: readonly number[], target: RedirectTarget) =>
  numbers.map((i) => [macOf(i), target] as const);

test('registers, moves and deregisters phones', async () => {
  const server = fakeServer([...phonesWith([4, 5, 6], before), ...phonesWith([7], before)]);
  const outcome = await change(server, {
    registers: batches([1, 2, 3], null, after),
    moves: batches([4, 5, 6], before, after),
    deregisters: batches([7], before, null),
  });
  expect(outcome).toMatchObject({ failures: [], isCutShort: false, undone: 0 });
  expect([...server.registered].sort()).toEqual(phonesWith([1, 2, 3, 4, 5, 6], after));
});

test('recognises phones that have their target already', async () => {
  const server = fakeServer(phonesWith([1, 2], after));
  const outcome = await change(server, { registers: batches([1, 2, 3], null, after) });
  expect(outcome).toMatchObject({ failures: [], recognised: 2 });
  expect([...server.registered.keys()]).toEqual([1, 2, 3].map(macOf));
});

describe('a phone that the account has registered with another target', () => {
  test('is moved if conflicts are to be replaced', async () => {
    const server = fakeServer(phonesWith([1], other));
    const outcome = await change(server, { registers: batches([1, 2], null, after) }, { onConflict: 'replace' });
    expect(outcome.failures).toEqual([]);
    expect([...server.registered].sort()).toEqual(phonesWith([1, 2], after));
  });

  test('is a failure otherwise, and all other phones are rolled back', async () => {
    const server = fakeServer(phonesWith([1], other));
    const outcome = await change(server, { registers: batches([1, 2, 3], null, after) });
    expect(outcome).toMatchObject({
      failures: [{ step: 'registered', reason: { kind: 'other target' }, actual: { kind: 'other target' } }],
      done: [],
      notUndone: [],
    });
    expect([...server.registered]).toEqual(phonesWith([1], other));
  });
});

test('keeps what succeeded if it is to continue after failures', async () => {
  const server = fakeServer();
  server.refuse = (mac) => (mac === macOf(1) ? 'mac_invalid' : undefined);
  const outcome = await change(server, { registers: batches([1, 2, 3], null, after) }, { onFailure: 'continue' });
  expect(outcome).toMatchObject({ failures: [{ reason: { kind: 'refused' }, actual: { kind: 'not registered' } }] });
  expect(outcome.done.reduce((sum, batch) => sum + sizeOf(batch), 0)).toBe(2);
  expect([...server.registered.keys()].sort()).toEqual([2, 3].map(macOf));
});

describe('a move whose new registration fails', () => {
  test('restores the former registration', async () => {
    const server = fakeServer(phonesWith([1, 2], before));
    server.refuse = (_, url) => (url === after.url ? 'url_invalid' : undefined);
    const { failures } = await change(server, { moves: batches([1, 2], before, after) });
    expect(failures).toMatchObject([1, 2].map(() => ({ actual: { kind: 'unchanged' }, former: before })));
    expect([...server.registered]).toEqual(phonesWith([1, 2], before));
  });

  test('gives the reason if that fails too', async () => {
    const server = fakeServer(phonesWith([1], before));
    server.refuse = (_, url) => (url === after.url ? 'url_invalid' : 'mac_invalid');
    const { failures } = await change(server, { moves: batches([1], before, after) });
    expect(failures).toMatchObject([
      {
        reason: { answer: { refusal: { code: 'url_invalid' } } },
        restoring: { answer: { refusal: { code: 'mac_invalid' } } },
        actual: { kind: 'not registered' },
      },
    ]);
  });

  test('reports the phone as moved if a lost request has registered it', async () => {
    const server = fakeServer(phonesWith([1], before));
    let lost = false;
    server.onCall = (method) => {
      if (method !== 'registerDevice' || lost) return;
      lost = true;
      server.registered.set(macOf(1), after);
      throw connectionRefused(method);
    };
    const outcome = await change(server, { moves: batches([1], before, after) });
    expect(outcome.failures).toEqual([]);
    expect(hasTarget(server.registered.get(macOf(1)), after)).toBe(true);
  });
});

test('does not touch phones that another resource has claimed', async () => {
  const server = fakeServer(phonesWith([1, 2], before));
  const connection = fakeConnection(server.client);
  connection.locks.claim(macOf(1));
  const outcome = await change(server, { deregisters: batches([1, 2], before, null) }, { connection });
  expect(outcome).toMatchObject({ failures: [], claimed: [macOf(1)] });
  expect([...server.registered.keys()]).toEqual([macOf(1)]);
});

test('is cut short by an interrupt before conflicts are looked up', async () => {
  const server = fakeServer(phonesWith([1, 2], after));
  const interrupt = new AbortController();
  server.onCall = () => {
    interrupt.abort();
  };
  const outcome = await change(
    server,
    { registers: batches([1, 2], null, after) },
    { signal: interrupt.signal, onFailure: 'continue' },
  );
  expect(outcome).toMatchObject({ recognised: 0, isCutShort: true, isInterrupted: true });
});

test('stops after a batch that fails because the server is down', async () => {
  const server = fakeServer();
  const calls: string[] = [];
  server.onCall = (method) => {
    calls.push(method);
    throw connectionRefused(method);
  };
  const connection = { ...fakeConnection(server.client), maxConcurrentRequests: 1 };
  const outcome = await change(
    server,
    { registers: batches([1, 2, 3, 4], null, after) },
    { connection, onFailure: 'continue' },
  );
  expect(outcome).toMatchObject({ isCutShort: true, failures: [{}, {}] });
  expect(calls).toEqual(['registerDeviceList']);
});
