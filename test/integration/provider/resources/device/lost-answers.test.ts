import { faults, type Fault, type PassingCall } from '../../../../support/faulty-proxy.ts';
import { useFaultyService } from '../../../../support/faulty-service.ts';
import { NEW_URL, noChange, OLD_URL, open, phone, phonesIn, rowsIn } from '../workspaces.ts';
import type { Values } from '#framework';
import { encodeResponse } from '#xmlrpc';

const mac = '7C2F80820EC0';
const registered = [{ mac, providerName: 'Daryna', url: OLD_URL }];

const service = useFaultyService();

/** Applies this fault to the first call of this method, or to all of them. */
const at =
  (method: string, fault: Fault, which: 'first' | 'all' = 'first') =>
  (call: PassingCall) =>
    call.method === method && (which === 'all' || call.nth === 1) ? fault : undefined;

const either =
  (...rules: ReturnType<typeof at>[]) =>
  (call: PassingCall) =>
    rules.map((rule) => rule(call)).find((fault) => fault !== undefined);

describe('a registration whose answer is lost', () => {
  test.each<{ name: string; fault: Fault; settings: Values }>([
    { name: 'because the connection breaks', fault: faults.lostAnswer, settings: { max_retries: 1 } },
    { name: 'because the connection breaks half-way', fault: faults.halfAnAnswer, settings: { max_retries: 1 } },
    {
      name: 'because something else arrives',
      fault: { kind: 'garbled', body: '<html>' },
      settings: { max_retries: 1 },
    },
    { name: 'and retries are disabled', fault: faults.lostAnswer, settings: { max_retries: 0 } },
    { name: 'because it takes too long', fault: faults.answerHeld, settings: { request_timeout: 1 } },
  ])('$name: the phone is registered once, and the state knows it, without its password', async (situation) => {
    const workspace = open(service, phone(), situation.settings);
    service.proxy.use(at('registerDevice', situation.fault));
    expect(await workspace.apply()).toMatchObject({ succeeded: true });
    // Plan and apply each check first.
    expect(service.proxy.counts()).toEqual({ registerDevice: 1, checkDevice: 2 + 1 });
    expect(await service.rows()).toEqual(registered);
    expect(phonesIn(workspace)).toEqual([
      { ...registered[0], password: null, registeredAt: expect.any(String), tainted: false },
    ]);
    expect(await workspace.plan()).toMatchObject(noChange);
  });

  test('is reported as unknown if it cannot be reconciled; the next apply registers it again', async () => {
    const workspace = open(service, phone());
    service.proxy.use(either(at('registerDevice', faults.lostAnswer), at('checkDevice', faults.unavailable, 'all')));
    const first = await workspace.apply();
    expect(first).toMatchObject({ succeeded: false });
    expect(first.output).toContain(
      'the connection broke before the response; the server may have acted. Whether it took effect could not be checked: autoprov.checkDevice at',
    );
    expect(first.output).toContain('Its current registration is unknown. Run plan again to check it.');
    expect(phonesIn(workspace)).toEqual([]);
    expect(await service.rows()).toEqual(registered);

    service.proxy.use(() => undefined);
    expect(await workspace.apply()).toMatchObject({ succeeded: true });
    expect(await service.rows()).toEqual(registered);
    expect(rowsIn(workspace)).toEqual(registered);
  });
});

test('a registration without a readable date succeeds with a warning', async () => {
  const workspace = open(service, phone());
  service.proxy.use(at('checkDevice', faults.unavailable, 'all'));
  const applied = await workspace.apply();
  expect(applied).toMatchObject({ succeeded: true });
  expect(applied.output).toContain('Warning: Phone registered, but its registration date could not be read');
  expect(applied.output).toContain(`Phone ${mac} is registered. autoprov.checkDevice at http`);
  expect(phonesIn(workspace)).toEqual([{ ...registered[0], password: 'password', registeredAt: null, tainted: false }]);

  service.proxy.use(() => undefined);
  expect(await workspace.plan()).toMatchObject(noChange);
  expect(await workspace.apply()).toMatchObject({ succeeded: true });
  expect(phonesIn(workspace)).toMatchObject([{ password: 'password', registeredAt: expect.any(String) }]);
});

test('the plan of a phone that is already registered names an unknown date if the server has none', async () => {
  await service.register(`${mac}-55DF`, OLD_URL, 'Daryna');
  const body = encodeResponse([true, mac, 'Daryna', '', OLD_URL]);
  service.proxy.use(at('checkDevice', { kind: 'garbled', body }));
  const { diagnostics } = await open(service, phone()).plan();
  expect(diagnostics).toMatchObject([
    {
      summary: `Phone ${mac} is already registered as planned`,
      detail: expect.stringContaining('since an unknown date'),
    },
  ]);
});

/** An answer of registerDevice with another password than the server's. */
const anotherPassword: Fault = {
  kind: 'garbled',
  body: encodeResponse([true, 'OK: another']),
};

test('another password than the planned one reaches the state with the next read', async () => {
  const workspace = open(service, phone());
  expect(await workspace.apply()).toMatchObject({ succeeded: true });
  workspace.declare(phone({ url: NEW_URL }));
  service.proxy.use(at('registerDevice', anotherPassword));
  const applied = await workspace.apply();
  expect(applied).toMatchObject({ succeeded: true });
  expect(applied.output).toContain(`Warning: The redirect server returned a new password for phone ${mac}`);
  expect(phonesIn(workspace)).toMatchObject([{ password: 'password', url: NEW_URL }]);

  service.proxy.use(() => undefined);
  await workspace.apply();
  expect(phonesIn(workspace)).toMatchObject([{ password: 'another', url: NEW_URL }]);
  expect(await workspace.plan()).toMatchObject(noChange);
});

test('a password that a later registration confirms replaces another one that was not read yet', async () => {
  const workspace = open(service, phone());
  await workspace.apply();
  workspace.declare(phone({ url: NEW_URL }));
  service.proxy.use(at('registerDevice', anotherPassword));
  await workspace.apply();
  service.proxy.use(() => undefined);
  workspace.declare(phone());
  await workspace.apply({ refresh: false });
  await workspace.apply();
  expect(phonesIn(workspace)).toMatchObject([{ password: 'password', url: OLD_URL }]);
});

describe('a phone is deregistered once', () => {
  test.each<{ name: string; fault: Fault; counts: Record<string, number> }>([
    {
      name: 'when the answer is lost',
      fault: faults.lostAnswer,
      counts: { deregisterDevice: 1, checkDevice: 2 },
    },
    {
      name: 'when half an answer comes',
      fault: faults.halfAnAnswer,
      counts: { deregisterDevice: 1, checkDevice: 2 },
    },
    {
      name: 'when the server is unavailable, then good',
      fault: faults.unavailable,
      counts: { deregisterDevice: 2, checkDevice: 2 },
    },
  ])('$name', async ({ fault, counts }) => {
    const workspace = open(service, phone());
    await workspace.apply();
    service.proxy.use(at('deregisterDevice', fault));
    expect(await workspace.destroy()).toMatchObject({ succeeded: true });
    // One checkDevice belongs to the plan.
    expect(service.proxy.counts()).toEqual(counts);
    expect(await service.rows()).toEqual([]);
    expect(phonesIn(workspace)).toEqual([]);
  });
});

describe('a phone that cannot be deregistered stays in the state', () => {
  test('when the server is unavailable: the error says that it stays registered', async () => {
    const workspace = open(service, phone());
    await workspace.apply();
    service.proxy.use(at('deregisterDevice', faults.unavailable, 'all'));
    const first = await workspace.destroy();
    expect(first).toMatchObject({ succeeded: false });
    expect(first.output).toMatch(
      /Gave up after 2 attempts\. The phone is registered as before: .* Apply again later\./,
    );
    expect(await service.rows()).toEqual(registered);
    expect(rowsIn(workspace)).toEqual(registered);

    service.proxy.use(() => undefined);
    expect(await workspace.destroy()).toMatchObject({ succeeded: true });
    expect(await service.rows()).toEqual([]);
  });

  test('when the outcome is unknown: the error says so, and the next destroy continues', async () => {
    const workspace = open(service, phone());
    await workspace.apply();
    service.proxy.use(
      either(at('deregisterDevice', faults.lostAnswer), ({ method, nth }) =>
        method === 'checkDevice' && nth > 1 ? faults.internalError : undefined,
      ),
    );
    const first = await workspace.destroy();
    expect(first).toMatchObject({ succeeded: false });
    expect(first.output).toContain('Its current registration is unknown. Run plan again to check it.');
    expect(await service.rows()).toEqual([]);
    expect(rowsIn(workspace)).toEqual(registered);

    service.proxy.use(() => undefined);
    expect(await workspace.destroy()).toMatchObject({ succeeded: true });
    expect(phonesIn(workspace)).toEqual([]);
  });
});
