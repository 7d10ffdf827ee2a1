import { engines } from '../../support/engine.ts';
import { faults, type Fault, type PassingCall } from '../../support/faulty-proxy.ts';
import type { Project } from '../../support/project.ts';
import type { RunningEngine } from '../../support/running-engine.ts';
import {
  config,
  fleet,
  gone,
  OWN_NEW_URL,
  OWN_OLD_URL,
  rowsInState,
  rowsOfFleet,
  startFaultyService,
  until,
  type FaultyService,
} from './faults.ts';

const SIZE = 50;

let service: FaultyService;
beforeAll(async () => {
  service = await startFaultyService();
});
afterEach(() => service.clear());
afterAll(() => service.stop());

/** SIGKILL. The provider of a killed engine ends by itself; the engine of a killed provider tells what it knows. */
const kills: Readonly<Record<'engine' | 'provider', (running: RunningEngine) => void>> = {
  engine: (running) => running.kill('SIGKILL'),
  provider: (running) => {
    for (const pid of running.providerPids('gigaset')) process.kill(pid, 'SIGKILL');
  },
};

const from =
  (method: string, nth: number, fault: Fault) =>
  (call: PassingCall): Fault | undefined =>
    call.method === method && call.nth >= nth ? fault : undefined;

/** How many phones these calls are about. */
const macsIn = (calls: readonly PassingCall[]): number =>
  calls.flatMap(({ body }) => body.match(/7C2F80[0-9A-F]{6}/g) ?? []).length;

describe.each(engines())('$name $version', (engine) => {
  /**
   * Runs a command, and kills when so many calls are held and the engine has saved what it knows. Terraform does that after
   * each phone, and killed in the middle of it leaves an empty state behind, whatever the provider does; OpenTofu does it
   * now and then, and may know nothing. What is held then reaches the server, or was there.
   */
  const kill = async (
    project: Project,
    victim: keyof typeof kills,
    command: string,
    saved: () => boolean,
    calls = 8,
  ) => {
    const running = project.start(command, '-auto-approve');
    await service.proxy.holds(calls);
    await until(() => engine.name === 'OpenTofu' || saved());
    const providers = running.providerPids('gigaset');
    kills[victim](running);
    const { code } = await running.finished;
    expect(code).not.toBe(0);
    service.proxy.release();
    await Promise.all(providers.map(gone));
    service.proxy.use(() => undefined);
  };
  const converges = async (project: Project, url = OWN_OLD_URL): Promise<void> => {
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(await service.rows()).toEqual(rowsOfFleet(SIZE, url));
    expect(rowsInState(project)).toEqual(rowsOfFleet(SIZE, url));
    expect(await project.plan()).toMatchObject({ code: 0 });
  };

  test.each(['engine', 'provider'] as const)(
    'the %s is killed while phones are registered: the next apply takes over those that no state knows',
    async (victim) => {
      const project = await service.project(engine, config(fleet(SIZE, OWN_OLD_URL)));
      service.proxy.use(from('registerDevice', 20, faults.answerHeld));
      await kill(project, victim, 'apply', () => rowsInState(project).length === 19);
      const known = rowsInState(project).length;
      expect((await service.rows()).length).toBeGreaterThan(known);
      await converges(project);
    },
  );

  test.each(['engine', 'provider'] as const)(
    'the %s is killed in the middle of changes: phones that are registered nowhere are registered again',
    async (victim) => {
      const project = await service.project(engine, config(fleet(SIZE, OWN_OLD_URL)));
      await project.apply();
      project.write({ 'main.tf': config(fleet(SIZE, OWN_NEW_URL)) });
      service.proxy.use(from('registerDevice', 10, faults.held));
      const changed = () => rowsInState(project).filter(({ url }) => url.includes('new.example')).length;
      await kill(project, victim, 'apply', () => changed() === 9);
      await converges(project, OWN_NEW_URL);
    },
  );

  test.each(['engine', 'provider'] as const)(
    'the %s is killed while phones are deregistered: the next destroy leaves none',
    async (victim) => {
      const project = await service.project(engine, config(fleet(SIZE, OWN_OLD_URL)));
      await project.apply();
      // Phones that are deregistered at the same time go in one request: it is the third that is held.
      const removals = (): readonly PassingCall[] =>
        service.proxy.calls().filter(({ method }) => method.startsWith('deregister'));
      const removed = (): number => macsIn(removals().slice(0, 2));
      service.proxy.use(() => (removals().length > 2 ? faults.answerHeld : undefined));
      await kill(project, victim, 'destroy', () => rowsInState(project).length === SIZE - removed(), 1);
      expect((await service.rows()).length).toBeLessThan(rowsInState(project).length);
      expect(await project.destroy()).toMatchObject({ code: 0 });
      expect(await service.rows()).toEqual([]);
      expect(rowsInState(project)).toEqual([]);
    },
  );

  test('engine and provider are killed at any moment, one after the other: in the end all phones are registered', async () => {
    const project = await service.project(engine, config(fleet(SIZE, OWN_OLD_URL)));
    const moments: number[] = [];
    for (const victim of ['provider', 'engine', 'provider'] as const) {
      const moment = 1 + Math.floor(Math.random() * SIZE);
      moments.push(moment);
      let seen = 0;
      let providers: readonly number[] = [];
      const running = project.start('apply', '-auto-approve');
      service.proxy.use(() => {
        if (++seen !== moment) return undefined;
        providers = running.providerPids('gigaset');
        kills[victim](running);
        return undefined;
      });
      const { output } = await running.finished;
      // What a provider without an engine still does is no part of the next round.
      await Promise.all(providers.map(gone));
      expect({ moments, output }).not.toMatchObject({ output: expect.stringContaining('Apply complete') });
    }
    service.proxy.use(() => undefined);
    await converges(project);
  });
});
