import { oneEngine } from '../../support/engine.ts';
import { faults, refusal, tooMany, unavailableFor, type Fault, type PassingCall } from '../../support/faulty-proxy.ts';
import type { Project } from '../../support/project.ts';
import {
  config,
  fleet,
  inState,
  interrupt,
  macs,
  rowsInState,
  rowsOfFleet,
  startFaultyService,
  words,
} from './faults.ts';
import type { FaultyService } from './faults.ts';
import { encodeResponse } from '#xmlrpc';

// Phones that are registered or deregistered at the same time share one request. Each is still a separate resource: the
// outcome of the request applies to each of them, and to no other.

const SIZE = 10;
/** A phone other than the first one, which is sent alone because no others are known yet. */
const BAD = '7C2F80000006';

let service: FaultyService;
beforeAll(async () => {
  service = await startFaultyService({ tellsDates: true });
});
afterEach(() => service.clear());
afterAll(() => service.stop());

type Rule = (call: PassingCall) => Fault | undefined;

const once = (method: string, fault: Fault): Rule => {
  let struck = false;
  return (call) => {
    if (call.method !== method || struck) return undefined;
    struck = true;
    return fault;
  };
};

/** The MACs that were sent with these methods, repetitions included. */
const sent = (...methods: readonly string[]): readonly string[] =>
  service.proxy
    .calls()
    .filter(({ method }) => methods.includes(method))
    .flatMap(({ body }) => body.match(/7C2F80[0-9A-F]{6}/g) ?? [])
    .toSorted();

describe.each(oneEngine(import.meta.filename))('$name $version', (engine) => {
  const open = (settings?: string): Promise<Project> => service.project(engine, config(fleet(SIZE), settings));
  const allStand = async (project: Project): Promise<void> => {
    expect(await service.rows()).toEqual(rowsOfFleet(SIZE));
    expect(rowsInState(project)).toEqual(rowsOfFleet(SIZE));
    for (const { tainted } of inState(project)) expect(tainted).toBe(false);
  };

  test.each<{ name: string; fault: Fault }>([
    { name: 'is lost', fault: faults.lostAnswer },
    { name: 'comes by half', fault: faults.halfAnAnswer },
    { name: 'is something else', fault: { kind: 'garbled', body: '<html>' } },
  ])('a list whose answer $name: each phone is registered once, and the state knows all', async ({ fault }) => {
    const project = await open();
    service.proxy.use(once('registerDeviceList', fault));
    expect(await project.apply()).toMatchObject({ code: 0 });
    await allStand(project);
    for (const { registeredAt } of inState(project)) expect(registeredAt).toEqual(expect.any(String));
    // After an unreadable answer, it is unknown whether the server supports lists, so phones are then sent alone.
    if (fault.kind !== 'garbled') expect(sent('registerDevice', 'registerDeviceList')).toEqual(macs(SIZE));
  });

  test('a lost answer to a list of deregistrations deregisters each phone once', async () => {
    const project = await open();
    await project.apply();
    service.proxy.use(once('deregisterDeviceList', faults.lostAnswer));
    expect(await project.destroy()).toMatchObject({ code: 0 });
    expect(sent('deregisterDevice', 'deregisterDeviceList')).toEqual(macs(SIZE));
    expect(await service.rows()).toEqual([]);
    expect(inState(project)).toEqual([]);
  });

  test('a fault for a list makes the phones go one by one in the same apply', async () => {
    const project = await open();
    service.proxy.use(({ method }) => (method.endsWith('DeviceList') ? faults.fault : undefined));
    expect(await project.apply()).toMatchObject({ code: 0 });
    await allStand(project);
    expect(service.proxy.counts()).toMatchObject({ registerDevice: SIZE });
    expect(await project.destroy()).toMatchObject({ code: 0 });
    expect(await service.rows()).toEqual([]);
  });

  describe('one bad phone among ten fails alone; the others are registered', () => {
    const others = rowsOfFleet(SIZE).filter(({ mac }) => mac !== BAD);

    test('if the server accepts the good phones of a list', async () => {
      const project = await open();
      const owner = await service.addAccount(`owner-${engine.name}`);
      await owner.register(`${BAD}-1234`, 'http://owner.example/', 'Owner');
      const applied = await project.apply();
      expect(applied).toMatchObject({ code: 1 });
      expect(words(applied).match(/Error: /g)).toHaveLength(1);
      expect(words(applied)).toContain(`Error: Phone ${BAD} is registered by another account`);
      expect(await service.rows()).toEqual(others);
      expect(rowsInState(project)).toEqual(others);

      await owner.deregister(BAD);
      expect(await project.apply()).toMatchObject({ code: 0 });
      await allStand(project);
    });

    test('if the server rejects the whole list but answers OK for the others', async () => {
      const project = await open();
      service.proxy.use((call) => {
        if (!call.method.startsWith('register') || !call.body.includes(BAD)) return undefined;
        return call.method === 'registerDevice' ? refusal(`mac_invalid:${BAD}`) : okForAllButOne(call);
      });
      const applied = await project.apply();
      expect(applied).toMatchObject({ code: 1 });
      expect(words(applied).match(/Error: /g)).toHaveLength(1);
      expect(words(applied)).toContain(`Error: Phone ${BAD}: the redirect server refused (mac_invalid)`);
      expect(await service.rows()).toEqual(others);
      expect(rowsInState(project)).toEqual(others);

      service.proxy.use(() => undefined);
      expect(await project.apply()).toMatchObject({ code: 0 });
      await allStand(project);
    });
  });

  test('no request is sent before the Retry-After of a list has passed', async () => {
    const project = await open('max_concurrent_requests = 1');
    service.proxy.use(once('registerDeviceList', unavailableFor(1)));
    expect(await project.apply()).toMatchObject({ code: 0 });
    const calls = service.proxy.calls();
    const at = calls.findIndex(({ method }) => method === 'registerDeviceList');
    expect((calls[at + 1]?.at ?? 0) - (calls[at]?.at ?? 0)).toBeGreaterThanOrEqual(990);
    await allStand(project);
  });

  test('401 for a list ends all requests, and the next apply registers the rest', async () => {
    const project = await open('max_concurrent_requests = 1');
    service.proxy.use(({ method }) => (method === 'registerDeviceList' ? faults.unauthorized : undefined));
    const applied = await project.apply();
    expect(applied).toMatchObject({ code: 1 });
    expect(service.proxy.calls('registerDeviceList')).toHaveLength(1);
    expect(words(applied).match(/The account was "daryna"/g)).toHaveLength(1);
    expect(rowsInState(project)).toEqual(await service.rows());

    service.proxy.use(() => undefined);
    expect(await project.apply()).toMatchObject({ code: 0 });
    await allStand(project);
  });

  test('an interrupt lets a pending list finish, and its phones are in the state', async () => {
    const project = (await open()).withEnv({ TF_LOG_PROVIDER: 'INFO' });
    service.proxy.use(once('registerDeviceList', faults.held));
    const running = project.start('apply', '-auto-approve');
    await service.proxy.holds(1);
    const inFlight = macsOf(service.proxy.calls('registerDeviceList')[0]);
    await interrupt(running);
    service.proxy.release();
    await running.finished;
    const there = rowsInState(project);
    expect(there.map(({ mac }) => mac)).toEqual(expect.arrayContaining([...inFlight]));
    expect(there).toEqual(await service.rows());
    expect(await project.apply()).toMatchObject({ code: 0 });
    await allStand(project);
  });

  test('an interrupt ends the pause before a retry of a list without registering', async () => {
    const project = (await open()).withEnv({ TF_LOG_PROVIDER: 'INFO' });
    service.proxy.use(({ method }) => (method === 'registerDeviceList' ? tooMany(250) : undefined));
    const running = project.start('apply', '-auto-approve');
    await running.waitFor('autoprov.registerDeviceList failed');
    await interrupt(running);
    const interrupted = await running.finished;
    expect(interrupted).toMatchObject({ code: 1 });
    expect(words(interrupted)).toContain('It was not registered. Apply again to go on.');
    // On a busy machine the phones may come in several lists, but no phone is sent again.
    const phones = sent('registerDeviceList');
    expect(phones).toEqual([...new Set(phones)]);
    expect(rowsInState(project)).toEqual(await service.rows());

    service.proxy.use(() => undefined);
    expect(await project.apply()).toMatchObject({ code: 0 });
    await allStand(project);
  });
});

const macsOf = (call: PassingCall | undefined): readonly string[] => call?.body.match(/7C2F80[0-9A-F]{6}/g) ?? [];

/** OK for each phone of a list except the bad one. */
const okForAllButOne = (call: PassingCall): Fault => ({
  kind: 'answer',
  status: 200,
  body: encodeResponse([false, ...macsOf(call).map((mac) => (mac === BAD ? `mac_invalid:${mac}` : 'OK: password'))]),
  headers: { 'content-type': 'text/xml' },
});
