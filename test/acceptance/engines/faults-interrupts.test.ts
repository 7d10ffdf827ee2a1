import { oneEngine } from '../../support/engine.ts';
import { faults, tooMany, type PassingCall } from '../../support/faulty-proxy.ts';
import type { Project } from '../../support/project.ts';
import {
  config,
  fleet,
  gone,
  inState,
  interrupt,
  macs,
  NEW_URL,
  OLD_URL,
  OWN_OLD_URL,
  phone,
  rowsInState,
  rowsOfFleet,
  useFaultyService,
  words,
} from './faults.ts';

const mac = '7C2F80820EC0';
const SIZE = 30;

const service = useFaultyService();

/** The MACs in these calls, repetitions included. */
const macsOf = (calls: readonly PassingCall[]): readonly string[] =>
  calls.flatMap(({ body }) => body.match(/7C2F80[0-9A-F]{6}/g) ?? []);

/** A pause longer than any test: only an interrupt ends it. */
const aLongPause = tooMany(250);

describe.each(oneEngine(import.meta.filename))('$name $version', (engine) => {
  /** A project whose provider logs the requests that it receives. */
  const open = async (hcl: string): Promise<Project> =>
    (await service.project(engine, hcl)).withEnv({ TF_LOG_PROVIDER: 'TRACE' });

  test.each([
    { held: 'the first four requests', from: 1, registered: 4, waiting: 6 },
    { held: 'four, while those before wait to ask for their date', from: 7, registered: 10, waiting: 0 },
  ])('pending work is finished and waiting work is not started: $held', async ({ from, registered, waiting }) => {
    // The engine processes ten phones, four of which may have a pending request.
    const project = await open(config(fleet(SIZE, OWN_OLD_URL), 'max_concurrent_requests = 4'));
    service.proxy.use(({ method, nth }) => (method === 'registerDevice' && nth >= from ? faults.held : undefined));
    const running = project.start('apply', '-auto-approve');
    await running.waitFor(/(ApplyResourceChange[^]*){10}/);
    await service.proxy.holds(4);
    await interrupt(running);
    service.proxy.release();
    const interrupted = words(await running.finished);
    expect(service.proxy.calls('registerDevice')).toHaveLength(registered);
    expect(
      interrupted.match(/Error: Phone 7C2F80\w{6} could not be registered: interrupted with gigaset_device.phone/g) ??
        [],
    ).toHaveLength(waiting);
    expect(interrupted.match(/The phone was not registered. Apply again to continue./g) ?? []).toHaveLength(waiting);
    expect(inState(project)).toHaveLength(registered);
    for (const { password, registeredAt } of inState(project)) {
      expect({ password, registeredAt }).toEqual({ password: 'password', registeredAt: expect.any(String) });
    }
    expect(rowsInState(project)).toEqual(await service.rows());

    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(rowsInState(project).map((row) => row.mac)).toEqual(macs(SIZE));
    expect(await service.rows()).toEqual(rowsInState(project));
    expect(service.proxy.calls('registerDevice')).toHaveLength(SIZE);
  });

  test('an interrupt ends a pause before a retry at once', async () => {
    const project = await open(phone());
    service.proxy.use(({ method }) => (method === 'registerDevice' ? aLongPause : undefined));
    const running = project.start('apply', '-auto-approve');
    await running.waitFor('autoprov.registerDevice failed');
    await interrupt(running);
    const interrupted = await running.finished;
    expect(interrupted).toMatchObject({ code: 1 });
    expect(words(interrupted)).toContain(
      `Error: Phone ${mac} could not be registered: interrupted while the redirect server was failing`,
    );
    expect(words(interrupted)).toContain(
      'HTTP 429 Too Many Requests: "Slow down". The phone was not registered. Apply again to continue.',
    );
    // Plan and apply each check first.
    expect(service.proxy.counts()).toEqual({ checkDevice: 2, registerDevice: 1 });
    expect(inState(project)).toEqual([]);

    service.proxy.use(() => undefined);
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(rowsInState(project)).toEqual(await service.rows());
  });

  test('a request pending at the interrupt is reconciled: the phone is in the state', async () => {
    const project = await open(phone());
    service.proxy.use(({ method, nth }) => (method === 'registerDevice' && nth === 1 ? faults.answerHeld : undefined));
    const running = project.start('apply', '-auto-approve');
    await service.proxy.holds(1);
    await interrupt(running);
    service.proxy.drop();
    expect(words(await running.finished)).toContain('gigaset_device.reception: Creation complete');
    expect(inState(project)).toMatchObject([{ mac, url: OLD_URL, password: null, tainted: false }]);
    expect(rowsInState(project)).toEqual(await service.rows());
  });

  test('an interrupted change restores the old registration without pauses', async () => {
    const project = await open(phone());
    await project.apply();
    project.write({ 'main.tf': phone({ url: NEW_URL }) });
    const isNew = ({ method, body }: PassingCall): boolean =>
      method === 'registerDevice' && body.includes('new.example');
    service.proxy.use((call) => (isNew(call) ? aLongPause : undefined));
    const running = project.start('apply', '-auto-approve');
    await running.waitFor('autoprov.registerDevice failed');
    await interrupt(running);
    const interrupted = await running.finished;
    expect(interrupted).toMatchObject({ code: 1 });
    expect(words(interrupted)).toContain('The phone is registered as before');
    // One immediate retry, because the phone has no registration; then the old registration.
    expect(service.proxy.calls().filter(isNew)).toHaveLength(2);
    expect(await service.rows()).toEqual([{ mac, providerName: 'Daryna', url: OLD_URL }]);
    expect(rowsInState(project)).toEqual(await service.rows());

    service.proxy.use(() => undefined);
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(rowsInState(project)).toEqual([{ mac, providerName: 'Daryna', url: NEW_URL }]);
  });

  test('after a second interrupt, the next apply takes over what was registered', async () => {
    const project = await open(config(fleet(SIZE, OWN_OLD_URL)));
    service.proxy.use(({ method, nth }) => (method === 'registerDevice' && nth > 6 ? faults.answerHeld : undefined));
    const running = project.start('apply', '-auto-approve');
    await service.proxy.holds(4);
    const providers = running.providerPids('gigaset');
    expect(providers.length).toBeGreaterThan(0);
    await interrupt(running);
    running.interrupt();
    const interrupted = await running.finished;
    expect(interrupted.code).toBe(1);
    expect(words(interrupted)).toContain('Two interrupts received');
    service.proxy.release();
    await Promise.all(providers.map(gone));

    service.proxy.use(() => undefined);
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(rowsInState(project).map((row) => row.mac)).toEqual(macs(SIZE));
    expect(await service.rows()).toEqual(rowsInState(project));
  });

  test('an interrupt lets a pending list finish, and its phones are in the state', async () => {
    const project = await open(config(fleet(10)));
    service.proxy.use(({ method, nth }) => (method === 'registerDeviceList' && nth === 1 ? faults.held : undefined));
    const running = project.start('apply', '-auto-approve');
    await service.proxy.holds(1);
    const inFlight = macsOf(service.proxy.calls('registerDeviceList').slice(0, 1));
    await interrupt(running);
    service.proxy.release();
    await running.finished;
    const there = rowsInState(project);
    expect(there.map((row) => row.mac)).toEqual(expect.arrayContaining([...inFlight]));
    expect(there).toEqual(await service.rows());
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(await service.rows()).toEqual(rowsOfFleet(10));
    expect(rowsInState(project)).toEqual(rowsOfFleet(10));
  });

  test('an interrupt ends the pause before a retry of a list without registering', async () => {
    const project = await open(config(fleet(10)));
    service.proxy.use(({ method }) => (method === 'registerDeviceList' ? aLongPause : undefined));
    const running = project.start('apply', '-auto-approve');
    await running.waitFor('autoprov.registerDeviceList failed');
    await interrupt(running);
    const interrupted = await running.finished;
    expect(interrupted).toMatchObject({ code: 1 });
    expect(words(interrupted)).toContain('The phone was not registered. Apply again to continue.');
    // On a busy machine the phones may come in several lists, but no phone is sent again.
    const phones = macsOf(service.proxy.calls('registerDeviceList'));
    expect(phones).toHaveLength(new Set(phones).size);
    expect(rowsInState(project)).toEqual(await service.rows());

    service.proxy.use(() => undefined);
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(await service.rows()).toEqual(rowsOfFleet(10));
    expect(rowsInState(project)).toEqual(rowsOfFleet(10));
  });
});
