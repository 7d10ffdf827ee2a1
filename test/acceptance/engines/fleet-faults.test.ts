import { oneEngine } from '../../support/engine.ts';
import { faults, tooMany, type Fault, type PassingCall } from '../../support/faulty-proxy.ts';
import { idOf, macIdOf, macOf } from '../../support/phones.ts';
import { config, gone, startFaultyService, words, type FaultyService } from './faults.ts';
import { csv, fleetOf, lastChange, numbers, rowsOf, URL } from './fleet-list.ts';
import { hcl } from './redirect-service.ts';

let service: FaultyService;
beforeAll(async () => {
  service = await startFaultyService();
});
afterEach(() => service.clear());
afterAll(() => service.stop());

const NEW = 'http://new.example/%MACD.xml';
const main = (attributes: Parameters<typeof fleetOf>[0] = {}): string =>
  config(fleetOf(attributes), 'max_retries = 2\n  batch_size = 20');

const once =
  (method: string, fault: Fault) =>
  (call: PassingCall): Fault | undefined =>
    call.method === method && call.nth === 1 ? fault : undefined;

/** How often each batch was sent with a method, by its first MAC. */
const sent = (method: string): readonly number[] => {
  const times = new Map<string, number>();
  for (const { mac } of service.proxy.calls(method)) times.set(mac, (times.get(mac) ?? 0) + 1);
  return [...times.values()];
};

const passing: readonly (readonly [name: string, fault: Fault, done: boolean])[] = [
  ['is reset before the server hears of it', faults.reset, false],
  ['loses its answer', faults.lostAnswer, true],
  ['gets half an answer', faults.halfAnAnswer, true],
  ['is answered by a broken gateway', faults.badGateway, false],
  ['is answered with 429', tooMany(0), false],
];

describe.each(oneEngine(import.meta.filename))('$name $version', (engine) => {
  test.each(passing)(
    'a batch that %s: each phone is registered once, changed once, deregistered once',
    async (_, fault, done) => {
      const project = await service.project(engine, { 'main.tf': main(), 'devices.csv': csv(numbers(60)) });
      const times = done ? 1 : 2;
      service.proxy.use(once('registerDeviceList', fault));
      expect(await project.apply()).toMatchObject({ code: 0 });
      expect(await service.rows()).toEqual(rowsOf(numbers(60)));
      // Only what the server has not done is sent again, and no other batch.
      expect(sent('registerDeviceList').toSorted()).toEqual([1, 1, times]);

      project.write({ 'main.tf': main({ url: NEW }) });
      service.proxy.use(once('deregisterDeviceList', fault));
      expect(await project.apply()).toMatchObject({ code: 0 });
      expect(await service.rows()).toEqual(rowsOf(numbers(60), NEW));
      expect(sent('deregisterDeviceList').toSorted()).toEqual([1, 1, times]);

      service.proxy.use(once('deregisterDeviceList', fault));
      expect(await project.destroy()).toMatchObject({ code: 0 });
      expect(await service.rows()).toEqual([]);
    },
  );

  test('if the server fails in the middle of a batch, only the rest is sent again', async () => {
    const project = await service.project(engine, { 'main.tf': main(), 'devices.csv': csv(numbers(20)) });
    await project.plan('-out=plan.bin');
    await service.call('registerDeviceList', numbers(10).map(macIdOf), URL, 'Daryna');
    service.proxy.use(once('registerDeviceList', faults.reset));
    expect(await project.run('apply', 'plan.bin')).toMatchObject({ code: 0 });
    expect(await service.rows()).toEqual(rowsOf(numbers(20)));
    const [, second] = service.proxy.calls('registerDeviceList');
    expect(second?.body.match(/7C2F80[0-9A-F]{6}/g)).toEqual(numbers(10, 11).map(macOf));
  });

  test.each([
    ['is not understood', faults.fault],
    ['is too large', { kind: 'answer', status: 413 } satisfies Fault],
  ])('a list that %s by the server is sent phone by phone', async (_, fault) => {
    const project = await service.project(engine, { 'main.tf': main(), 'devices.csv': csv(numbers(20)) });
    service.proxy.use(({ method }) => (method === 'registerDeviceList' ? fault : undefined));
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(await service.rows()).toEqual(rowsOf(numbers(20)));
    expect(service.proxy.counts()).toMatchObject({ registerDevice: 20 });
  });

  test.each([
    ['is not available', faults.unavailable],
    ['is not understood', faults.fault],
  ])(
    'where a list of phones %s, they are asked for one by one; where these fail too, it is an error',
    async (_, fault) => {
      const project = await service.project(engine, { 'main.tf': main(), 'devices.csv': csv(numbers(30)) });
      await project.apply();
      service.proxy.use(({ method }) => (method === 'listDevices' ? fault : undefined));
      expect(await project.plan()).toMatchObject({ code: 0 });
      expect(service.proxy.counts()).toMatchObject({ checkDevice: 30 });
      service.proxy.use(() => fault);
      const planned = await project.plan();
      expect(planned).toMatchObject({ code: 1 });
      expect(words(planned)).toContain(
        'Error: The registrations of the fleet could not be read: the redirect server answered',
      );
      service.proxy.use(() => undefined);
      expect(await project.plan()).toMatchObject({ code: 0 });
    },
  );

  test('an interrupt lets pending batches finish and then rolls them back', async () => {
    const project = await service.project(engine, { 'main.tf': main(), 'devices.csv': csv(numbers(400)) });
    service.proxy.use(({ method, nth }) => (method === 'registerDeviceList' && nth > 4 ? faults.held : undefined));
    const running = project.start('apply', '-auto-approve');
    await service.proxy.holds(4);
    running.interrupt();
    await running.waitFor(/Stopping|[Ii]nterrupt/);
    service.proxy.release();
    const finished = await running.finished;
    expect(finished).toMatchObject({ code: 1 });
    expect(words(finished)).toContain('Error: Interrupted: nothing was changed');
    expect(await service.rows()).toEqual([]);
    expect(await project.resources()).toEqual([]);
    service.proxy.use(() => undefined);
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(await service.rows()).toEqual(rowsOf(numbers(400)));
  });

  test('after a kill during a create, the next apply takes over and converges', async () => {
    const project = await service.project(engine, { 'main.tf': main(), 'devices.csv': csv(numbers(400)) });
    service.proxy.use(({ method, nth }) => (method === 'registerDeviceList' && nth > 4 ? faults.held : undefined));
    const running = project.start('apply', '-auto-approve');
    await service.proxy.holds(4);
    const pids = running.providerPids('gigaset');
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    expect(await running.finished).toMatchObject({ code: 1 });
    await Promise.all(pids.map(gone));
    service.proxy.use(() => undefined);
    expect((await service.rows()).length).toBeGreaterThanOrEqual(80);
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(await service.rows()).toEqual(rowsOf(numbers(400)));
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test('no plan, output, error or TRACE log contains an ID or a password', async () => {
    const credentials = hcl('{ username = "user", password_wo = "geheim-42", password_wo_version = 1 }');
    const text = csv(numbers(30));
    const project = await service.project(engine, {
      'main.tf': main({ url_credentials: credentials }),
      'devices.csv': text,
    });
    service.proxy.use(({ method, nth }) => {
      if (method !== 'registerDeviceList' || nth > 1) return undefined;
      return { kind: 'answer', status: 500, body: `broken at ${macIdOf(1)} http://user:geheim-42@provider.example/` };
    });
    const traced = project.withEnv({ TF_LOG_PROVIDER: 'TRACE' });
    const outputs = [await traced.plan(), await traced.apply(), await traced.plan()]
      .map(({ output }) => output)
      .join('\n');
    expect(outputs).toContain('autoprov.registerDeviceList');
    for (const i of numbers(30)) expect(outputs).not.toContain(`${macOf(i)}-${idOf(i)}`);
    expect(outputs).not.toContain('geheim-42');
    expect(project.read('terraform.tfstate')).not.toContain('geheim-42');
    const rows = await service.rows();
    expect(rows[0]?.url).toBe(URL.replace('http://', 'http://user:geheim-42@'));
    // A new password version changes all phones; the rollback uses what the server has.
    project.write({
      'main.tf': main({
        url_credentials: hcl('{ username = "user", password_wo = "neu-43", password_wo_version = 2 }'),
      }),
    });
    expect(lastChange(await project.plan())).toMatch(/^changes 30: /);
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect((await service.rows())[29]?.url).toBe(URL.replace('http://', 'http://user:neu-43@'));
  });
});
