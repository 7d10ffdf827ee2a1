import { oneEngine } from '../../support/engine.ts';
import { faults, type Fault, type PassingCall } from '../../support/faulty-proxy.ts';
import { inState, OLD_URL, phone, rowsInState, startFaultyService, words, type FaultyService } from './faults.ts';

const mac = '7C2F80820EC0';
const registered = [{ mac, providerName: 'Daryna', url: OLD_URL }];

let service: FaultyService;
beforeAll(async () => {
  service = await startFaultyService();
});
afterEach(() => service.clear());
afterAll(() => service.stop());

/** Applies this fault to the first call of this method, or to all of them. */
const at =
  (method: string, fault: Fault, which: 'first' | 'all' = 'first') =>
  (call: PassingCall) =>
    call.method === method && (which === 'all' || call.nth === 1) ? fault : undefined;

const either =
  (...rules: ReturnType<typeof at>[]) =>
  (call: PassingCall) =>
    rules.map((rule) => rule(call)).find((fault) => fault !== undefined);

describe.each(oneEngine(import.meta.filename))('$name $version', (engine) => {
  describe('a registration whose answer is lost', () => {
    test.each<{ name: string; fault: Fault; settings: string }>([
      { name: 'for the connection breaks', fault: faults.lostAnswer, settings: 'max_retries = 1' },
      { name: 'for the connection breaks half-way', fault: faults.halfAnAnswer, settings: 'max_retries = 1' },
      { name: 'for something else arrives', fault: { kind: 'garbled', body: '<html>' }, settings: 'max_retries = 1' },
      { name: 'and retries are disabled', fault: faults.lostAnswer, settings: 'max_retries = 0' },
      { name: 'for it takes too long', fault: faults.answerHeld, settings: 'request_timeout = 1' },
    ])('$name: the phone is registered once, and the state knows it, without its password', async (situation) => {
      const project = await service.project(engine, phone({}, situation.settings));
      service.proxy.use(at('registerDevice', situation.fault));
      expect(await project.apply()).toMatchObject({ code: 0 });
      // Plan and apply each check first.
      expect(service.proxy.counts()).toEqual({ registerDevice: 1, checkDevice: 2 + 1 });
      expect(await service.rows()).toEqual(registered);
      expect(inState(project)).toEqual([
        { ...registered[0], password: null, registeredAt: expect.any(String), tainted: false },
      ]);
      expect(await project.plan()).toMatchObject({ code: 0 });
    });

    test('is reported as unknown if it cannot be reconciled; the next apply takes it over', async () => {
      const project = await service.project(engine, phone());
      service.proxy.use(either(at('registerDevice', faults.lostAnswer), at('checkDevice', faults.unavailable, 'all')));
      const first = await project.apply();
      expect(first).toMatchObject({ code: 1 });
      expect(words(first)).toContain(
        'the connection broke before the response; the server may have acted. Then autoprov.checkDevice, which would have told what became of it, failed too: autoprov.checkDevice at',
      );
      expect(words(first)).toContain(
        'Whether it is registered now is not known: the next apply asks the server, and goes on from there.',
      );
      expect(inState(project)).toEqual([]);
      expect(await service.rows()).toEqual(registered);

      service.proxy.use(() => undefined);
      expect(await project.apply()).toMatchObject({ code: 0 });
      expect(await service.rows()).toEqual(registered);
      expect(rowsInState(project)).toEqual(registered);
    });
  });

  test('a registration without a readable date succeeds with a warning', async () => {
    const project = await service.project(engine, phone());
    service.proxy.use(at('checkDevice', faults.unavailable, 'all'));
    const applied = await project.apply();
    expect(applied).toMatchObject({ code: 0 });
    expect(words(applied)).toContain('Warning: Phone registered, but its registration date could not be read');
    expect(words(applied)).toContain(`Phone ${mac} is registered. autoprov.checkDevice at http`);
    expect(inState(project)).toEqual([{ ...registered[0], password: 'password', registeredAt: null, tainted: false }]);

    service.proxy.use(() => undefined);
    expect(await project.plan()).toMatchObject({ code: 0 });
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(inState(project)).toMatchObject([{ password: 'password', registeredAt: expect.any(String) }]);
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
      const project = await service.project(engine, phone());
      await project.apply();
      service.proxy.use(at('deregisterDevice', fault));
      expect(await project.destroy()).toMatchObject({ code: 0 });
      // One checkDevice belongs to the plan.
      expect(service.proxy.counts()).toEqual(counts);
      expect(await service.rows()).toEqual([]);
      expect(inState(project)).toEqual([]);
    });
  });

  describe('a phone that cannot be deregistered stays in the state', () => {
    test('when the server is unavailable: the error says that it stays registered', async () => {
      const project = await service.project(engine, phone());
      await project.apply();
      service.proxy.use(at('deregisterDevice', faults.unavailable, 'all'));
      const first = await project.destroy();
      expect(first).toMatchObject({ code: 1 });
      expect(words(first)).toContain('It was tried 2 times. It stays registered. Apply again later.');
      expect(await service.rows()).toEqual(registered);
      expect(rowsInState(project)).toEqual(registered);

      service.proxy.use(() => undefined);
      expect(await project.destroy()).toMatchObject({ code: 0 });
      expect(await service.rows()).toEqual([]);
    });

    test('when the outcome is unknown: the error says so, and the next destroy continues', async () => {
      const project = await service.project(engine, phone());
      await project.apply();
      service.proxy.use(
        either(at('deregisterDevice', faults.lostAnswer), ({ method, nth }) =>
          method === 'checkDevice' && nth > 1 ? faults.internalError : undefined,
        ),
      );
      const first = await project.destroy();
      expect(first).toMatchObject({ code: 1 });
      expect(words(first)).toContain('Whether it was deregistered is not known: the next apply asks the server');
      expect(await service.rows()).toEqual([]);
      expect(rowsInState(project)).toEqual(registered);

      service.proxy.use(() => undefined);
      expect(await project.destroy()).toMatchObject({ code: 0 });
      expect(inState(project)).toEqual([]);
    });
  });
});
