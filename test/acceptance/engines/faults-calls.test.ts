import { oneEngine, type TestEngine } from '../../support/engine.ts';
import type { Project } from '../../support/project.ts';
import type { EngineResult } from '../../support/running-engine.ts';
import { config, fleet, inState, macs, NEW_URL, startFaultyService, type FaultyService } from './faults.ts';
import { startRedirectService, type RedirectService } from './redirect-service.ts';

// The number of calls for many phones.

const SIZE = 120;
/**
 * At most half as many calls as phones. A quiet machine needs a tenth; batching depends on the load of the machine.
 * The goal of the benchmark `devices` is an eighth.
 */
const MAX_CALLS = SIZE / 2;

describe('our server, which returns the date in a header', () => {
  let service: RedirectService;
  beforeAll(async () => {
    service = await startRedirectService();
  });
  afterEach(() => service.clear());
  afterAll(() => service.stop());

  const open = (engine: TestEngine, size: number): Promise<Project> => service.project(engine, config(fleet(size)));
  const callsOf = (work: () => Promise<EngineResult>): Promise<readonly string[]> =>
    service.callsDuring(async () => expect(await work()).toMatchObject({ code: 0 }));

  test.each(oneEngine(import.meta.filename))(
    '$name: phones cost half a call each at most to register, to change, to deregister',
    async (engine) => {
      const project = await open(engine, SIZE);
      expect((await callsOf(() => project.apply())).length).toBeLessThanOrEqual(MAX_CALLS);
      expect(inState(project)).toHaveLength(SIZE);
      for (const { registeredAt } of inState(project)) expect(registeredAt).toEqual(expect.any(String));

      // A change deregisters and registers the phone.
      project.write({ 'main.tf': config(fleet(SIZE, NEW_URL)) });
      expect((await callsOf(() => project.apply())).length).toBeLessThanOrEqual(2 * MAX_CALLS);
      expect((await callsOf(() => project.destroy())).length).toBeLessThanOrEqual(MAX_CALLS);
      expect(await service.rows()).toEqual([]);
    },
  );

  test.each(oneEngine(import.meta.filename))(
    '$name: a refresh of many phones is one list, and none is one where none is wanted',
    async (engine) => {
      const project = await open(engine, 50);
      await project.apply();
      expect(await callsOf(() => project.plan())).toEqual(['listDevices']);
      expect(await callsOf(() => project.plan('-refresh=false'))).toEqual([]);
    },
  );

  test.each(oneEngine(import.meta.filename))('$name: a refresh of two phones is two checks', async (engine) => {
    const project = await open(engine, 2);
    await project.apply();
    expect(await callsOf(() => project.plan())).toEqual(['checkDevice', 'checkDevice']);
  });
});

describe('a server that does not return the date', () => {
  let service: FaultyService;
  beforeAll(async () => {
    service = await startFaultyService();
  });
  afterEach(() => service.clear());
  afterAll(() => service.stop());

  test.each(oneEngine(import.meta.filename))('$name: the date costs one more call for each phone', async (engine) => {
    const project = await service.project(engine, config(fleet(100)));
    expect(await project.apply()).toMatchObject({ code: 0 });
    const calls = service.proxy.calls();
    const perPhone = macs(100).map((mac) => {
      const registered = calls.findIndex(({ method, body }) => method.startsWith('register') && body.includes(mac));
      const checked = calls.flatMap((call, at) => (call.method === 'checkDevice' && call.mac === mac ? [at] : []));
      return {
        before: checked.filter((at) => at < registered).length,
        after: checked.filter((at) => at > registered).length,
      };
    });
    expect(perPhone.filter(({ after }) => after !== 1)).toEqual([]);
    // If a listing takes long, a phone is checked when it is planned: for the plan, and again for the apply.
    expect(perPhone.filter(({ before }) => before > 2)).toEqual([]);
    for (const { registeredAt } of inState(project)) expect(registeredAt).toEqual(expect.any(String));
  });
});
