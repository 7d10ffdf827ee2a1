import { oneEngine } from '../../support/engine.ts';
import { macOf } from '../../support/phones.ts';
import { csv, fleetOf, lastChange, numbers, rowsOf } from './fleet-list.ts';
import { useRedirectService } from './redirect-service.ts';

const service = useRedirectService();

/** The calls of an engine's command that read. */
const questions = (calls: readonly string[]): readonly string[] =>
  calls.filter((method) => !method.includes('register'));

describe.each(oneEngine(import.meta.filename))('$name $version', (engine) => {
  test('one of 10,000 phones is missing: the plan names it, the apply sends one call', async () => {
    const all = numbers(10_000);
    const project = await service.project(engine, { 'main.tf': fleetOf(), 'devices.csv': csv(all) });
    await project.apply();
    await service.deregister(macOf(7_777));
    const calls = await service.callsDuring(async () => {
      const planned = await project.plan('-out=plan.bin');
      expect(lastChange(planned)).toMatch(new RegExp(`: registered 1 phone .*: ${macOf(7_777)}$`));
      expect(planned.output).toContain('device_count  = 9999 -> 10000');
    });
    // The listing, a check that the phone is missing, and a check of its current registration.
    expect(questions(calls).toSorted()).toEqual(['checkDevice', 'checkDevice', 'listDevices']);
    const repair = await service.callsDuring(() => project.run('apply', 'plan.bin'));
    // The apply does not repeat the questions of the plan.
    expect(repair).toEqual(['registerDevice']);
    expect(await service.rows()).toEqual(rowsOf(all));
    expect(await project.plan()).toMatchObject({ code: 0 });
  });
});
