import { oneEngine } from '../../support/engine.ts';
import { faults } from '../../support/faulty-proxy.ts';
import { idOf, macIdOf, macOf } from '../../support/phones.ts';
import { config, gone, interrupt, useFaultyService, words } from './faults.ts';
import { csv, fleetOf, lastChange, numbers, rowsOf, URL } from './fleet-list.ts';
import { hcl } from './redirect-service.ts';

const service = useFaultyService();

const main = (attributes: Parameters<typeof fleetOf>[0] = {}): string =>
  config(fleetOf(attributes), 'max_retries = 2\n  batch_size = 20');

describe.each(oneEngine(import.meta.filename))('$name $version', (engine) => {
  test('an interrupt lets pending batches finish and then rolls them back', async () => {
    const files = { 'main.tf': main(), 'devices.csv': csv(numbers(400)) };
    const project = (await service.project(engine, files)).withEnv({ TF_LOG_PROVIDER: 'INFO' });
    service.proxy.use(({ method, nth }) => (method === 'registerDeviceList' && nth > 4 ? faults.held : undefined));
    const running = project.start('apply', '-auto-approve');
    await service.proxy.holds(4);
    await interrupt(running);
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
    expect(lastChange(await project.plan())).toMatch(/: changed 30 phones /);
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect((await service.rows())[29]?.url).toBe(URL.replace('http://', 'http://user:neu-43@'));
  });
});
