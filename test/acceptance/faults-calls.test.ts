import { engines } from '../support/engine.ts';
import { config, fleet, inState, startFaultyService, type FaultyService } from './faults.ts';

let service: FaultyService;
beforeAll(async () => {
  service = await startFaultyService();
});
afterEach(() => service.clear());
afterAll(() => service.stop());

describe.each(engines())('$name $version', (engine) => {
  test('20 phones cost two calls each to create, one to look at, one more to change or deregister', async () => {
    const project = await service.project(engine, config(fleet(20)));
    const callsOf = async (work: () => Promise<{ code: number | null }>): Promise<unknown> => {
      service.proxy.use(() => undefined);
      expect(await work()).toMatchObject({ code: 0 });
      return service.proxy.counts();
    };
    // The second is for the date.
    expect(await callsOf(() => project.apply())).toEqual({ registerDevice: 20, checkDevice: 20 });
    expect(inState(project)).toHaveLength(20);

    expect(await callsOf(() => project.plan())).toEqual({ checkDevice: 20 });
    expect(await callsOf(() => project.plan('-refresh=false'))).toEqual({});

    project.write({ 'main.tf': config(fleet(20, 'http://new.example/%MACD.xml')) });
    expect(await callsOf(() => project.apply())).toEqual({
      checkDevice: 20 + 20,
      deregisterDevice: 20,
      registerDevice: 20,
    });

    expect(await callsOf(() => project.destroy('-refresh=false'))).toEqual({ deregisterDevice: 20 });
    expect(await service.rows()).toEqual([]);
  });
});
