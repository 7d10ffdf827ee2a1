import { oneEngine } from '../../support/engine.ts';
import { faults } from '../../support/faulty-proxy.ts';
import type { EngineResult } from '../../support/running-engine.ts';
import {
  config,
  fleet,
  macs,
  OWN_OLD_URL,
  rowsInState,
  startFaultyService,
  words,
  type FaultyService,
} from './faults.ts';

const SIZE = 40;

let service: FaultyService;
beforeAll(async () => {
  service = await startFaultyService();
});
afterEach(() => service.clear());
afterAll(() => service.stop());

/** The errors, each on one line and without MACs, because phones may be sent together or alone. */
const errors = (result: EngineResult): readonly string[] =>
  words(result)
    .split('Error: ')
    .slice(1)
    .map((error) =>
      error
        .replace(/7C2F80[0-9A-F]{6}/g, 'MAC')
        .replace(/autoprov\.\w+/g, 'METHOD')
        .trim(),
    );

describe.each(oneEngine(import.meta.filename))('$name $version', (engine) => {
  test('a wrong password for many phones is reported once and does not lock the account', async () => {
    const project = await service.project(engine, config(fleet(SIZE), 'max_concurrent_requests = 4'));
    const applied = await project.withEnv({ GIGASET_PASSWORD: 'mistyped' }).apply();
    expect(applied).toMatchObject({ code: 1 });
    // As many as may be pending at once, in the process of the plan and in that of the apply.
    expect(service.proxy.calls().length).toBeLessThanOrEqual(2 * 4);

    const told = errors(applied);
    expect(told).toHaveLength(SIZE);
    const explained = told.filter((error) => error.includes('The account was "daryna"'));
    expect(explained).toHaveLength(1);
    const short = told.filter((error) => !explained.includes(error));
    expect(new Set(short).size).toBe(1);
    expect(short[0]).toMatch(
      /^Phone MAC: the redirect server does not accept user name and password with .* It was not registered. METHOD failed as with phone MAC, where it is explained.$/,
    );
  });

  test('an unreachable server is reported once, and only the first phones wait for it', async () => {
    const project = await service.project(engine, config(fleet(SIZE), 'max_retries = 2'));
    service.proxy.use(() => faults.unavailable);
    const applied = await project.apply();
    expect(applied).toMatchObject({ code: 1 });
    // Three attempts for the phones that the engine processes first, one for each of the others.
    const registers = service.proxy.calls().filter(({ method }) => method.startsWith('registerDevice'));
    expect(registers.length).toBeLessThanOrEqual(10 * 3 + (SIZE - 10));
    const told = errors(applied);
    expect(told).toHaveLength(SIZE);
    expect(told.filter((error) => error.includes('Apply again later.'))).toHaveLength(1);
    expect(new Set(told).size).toBe(2);
  });

  test('an unreachable server is reported once at plan', async () => {
    const project = await service.project(engine, config(fleet(SIZE)));
    expect(await project.apply()).toMatchObject({ code: 0 });
    await service.proxy.refuse();
    const planned = await project.plan();
    expect(planned).toMatchObject({ code: 1 });
    const told = errors(planned);
    expect(told).toHaveLength(SIZE);
    expect(told.filter((error) => error.includes('Check endpoint in the configuration'))).toHaveLength(1);
    expect(new Set(told).size).toBe(2);
    expect(rowsInState(project)).toHaveLength(SIZE);
  });

  test('if the server recovers during an apply, the next one does only the failed phones', async () => {
    const project = await service.project(engine, config(fleet(SIZE, OWN_OLD_URL), 'max_retries = 0'));
    service.proxy.use(({ method, mac }) =>
      method === 'registerDevice' && mac < '7C2F8000000A' ? faults.unavailable : undefined,
    );
    expect(await project.apply()).toMatchObject({ code: 1 });
    const good = macs(SIZE).slice(10);
    expect(rowsInState(project).map(({ mac }) => mac)).toEqual(good);
    expect(rowsInState(project)).toEqual(await service.rows());

    service.proxy.use(() => undefined);
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(service.proxy.counts()).toMatchObject({ registerDevice: 10 });
    expect(rowsInState(project).map(({ mac }) => mac)).toEqual(macs(SIZE));
    expect(await service.rows()).toEqual(rowsInState(project));
  });
});
