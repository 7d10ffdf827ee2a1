import { engines } from '../../support/engine.ts';
import { faults } from '../../support/faulty-proxy.ts';
import { config, fleet, interrupt, useFaultyService, words } from './faults.ts';

const service = useFaultyService();

/** Far below the minute after which a request times out: a busy machine needs time to end an engine. */
const MAX_END_MS = 10_000;

describe.each(engines())('$name $version', (engine) => {
  test.each([
    ['refreshes phones', config(fleet(12)), true],
    ['reads a data source', config('data "gigaset_devices" "all" {}\n'), false],
  ])('Ctrl-C ends a plan that %s while the server hangs, with one error', async (_, hcl, isApplied) => {
    const project = (await service.project(engine, hcl)).withEnv({ TF_LOG_PROVIDER: 'INFO' });
    if (isApplied) expect(await project.apply()).toMatchObject({ code: 0 });
    service.proxy.use(() => faults.held);
    const running = project.start('plan');
    await service.proxy.holds(1);
    const interrupted = performance.now();
    await interrupt(running);
    const finished = await running.finished;
    expect(performance.now() - interrupted).toBeLessThan(MAX_END_MS);
    expect(finished).toMatchObject({ code: 1 });
    // The engine adds an error of its own for each resource that it does not plan any more.
    expect(words(finished).match(/Error: (?!execution halted)/g) ?? []).toHaveLength(1);
    service.proxy.release();
  });
});
