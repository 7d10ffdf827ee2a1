import { engines } from '../../support/engine.ts';
import { faults, refusal, tooMany, unavailableFor, type Fault, type PassingCall } from '../../support/faulty-proxy.ts';
import type { Project } from '../../support/project.ts';
import { config, fleet, inState, macs, rowsInState, rowsOfFleet, startFaultyService, words } from './faults.ts';
import type { FaultyService } from './faults.ts';
import { encodeResponse } from '#xmlrpc';

// Phones that are registered, or deregistered, at the same time go in one request. Each is a resource of its own all the
// same: what becomes of the request becomes of each of them, and no more.

const SIZE = 10;
/** One of those that do not go first: the first goes alone, as nobody knows yet that there are more. */
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

/** The MACs that were sent with these methods, each as often as it was. */
const sent = (...methods: readonly string[]): readonly string[] =>
  service.proxy
    .calls()
    .filter(({ method }) => methods.includes(method))
    .flatMap(({ body }) => body.match(/7C2F80[0-9A-F]{6}/g) ?? [])
    .toSorted();

describe.each(engines())('$name $version', (engine) => {
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
    // Of what cannot be read nobody knows whether the server took lists at all: who asks alone is recognised.
    if (fault.kind !== 'garbled') expect(sent('registerDevice', 'registerDeviceList')).toEqual(macs(SIZE));
  });

  test('a list to deregister whose answer is lost: each phone is deregistered once', async () => {
    const project = await open();
    await project.apply();
    service.proxy.use(once('deregisterDeviceList', faults.lostAnswer));
    expect(await project.destroy()).toMatchObject({ code: 0 });
    expect(sent('deregisterDevice', 'deregisterDeviceList')).toEqual(macs(SIZE));
    expect(await service.rows()).toEqual([]);
    expect(inState(project)).toEqual([]);
  });

  test('a server that answers lists with a fault: the phones go one by one, in the same apply', async () => {
    const project = await open();
    service.proxy.use(({ method }) => (method.endsWith('DeviceList') ? faults.fault : undefined));
    expect(await project.apply()).toMatchObject({ code: 0 });
    await allStand(project);
    expect(service.proxy.counts()).toMatchObject({ registerDevice: SIZE });
    expect(await project.destroy()).toMatchObject({ code: 0 });
    expect(await service.rows()).toEqual([]);
  });

  describe('one bad phone among ten is an error of its own; the others are registered, and the state knows them', () => {
    const others = rowsOfFleet(SIZE).filter(({ mac }) => mac !== BAD);

    test('where the server takes the good ones of a list', async () => {
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

    test('where the server takes none of a list with a bad one, though it says OK for the others', async () => {
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

  test('nothing is sent before the time that Retry-After names for a list has passed', async () => {
    const project = await open('max_concurrent_requests = 1');
    service.proxy.use(once('registerDeviceList', unavailableFor(1)));
    expect(await project.apply()).toMatchObject({ code: 0 });
    const calls = service.proxy.calls();
    const at = calls.findIndex(({ method }) => method === 'registerDeviceList');
    expect((calls[at + 1]?.at ?? 0) - (calls[at]?.at ?? 0)).toBeGreaterThanOrEqual(990);
    await allStand(project);
  });

  test('401 for a list: no more is asked, the first phone is in the state, and the next apply registers the rest', async () => {
    const project = await open();
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

  test('an interrupt lets a list under way finish: its phones are in the state', async () => {
    const project = (await open()).withEnv({ TF_LOG_PROVIDER: 'INFO' });
    service.proxy.use(once('registerDeviceList', faults.held));
    const running = project.start('apply', '-auto-approve');
    await service.proxy.holds(1);
    const inFlight = macsOf(service.proxy.calls('registerDeviceList')[0]);
    running.interrupt();
    await running.waitFor('the engine asks to stop');
    service.proxy.release();
    await running.finished;
    const there = rowsInState(project);
    expect(there.map(({ mac }) => mac)).toEqual(expect.arrayContaining([...inFlight]));
    expect(there).toEqual(await service.rows());
    expect(await project.apply()).toMatchObject({ code: 0 });
    await allStand(project);
  });

  test('an interrupt ends the pause after a list that was refused for now: its phones are not registered', async () => {
    const project = (await open()).withEnv({ TF_LOG_PROVIDER: 'INFO' });
    service.proxy.use(({ method }) => (method === 'registerDeviceList' ? tooMany(250) : undefined));
    const running = project.start('apply', '-auto-approve');
    await running.waitFor('autoprov.registerDeviceList failed');
    running.interrupt();
    await running.waitFor('the engine asks to stop');
    const interrupted = await running.finished;
    expect(interrupted).toMatchObject({ code: 1 });
    expect(words(interrupted)).toContain('It was not registered. Apply again to go on.');
    expect(service.proxy.calls('registerDeviceList')).toHaveLength(1);
    expect(rowsInState(project)).toEqual(await service.rows());

    service.proxy.use(() => undefined);
    expect(await project.apply()).toMatchObject({ code: 0 });
    await allStand(project);
  });
});

const macsOf = (call: PassingCall | undefined): readonly string[] => call?.body.match(/7C2F80[0-9A-F]{6}/g) ?? [];

/** OK for each phone of a list but the bad one. */
const okForAllButOne = (call: PassingCall): Fault => ({
  kind: 'answer',
  status: 200,
  body: encodeResponse([false, ...macsOf(call).map((mac) => (mac === BAD ? `mac_invalid:${mac}` : 'OK: password'))]),
  headers: { 'content-type': 'text/xml' },
});
