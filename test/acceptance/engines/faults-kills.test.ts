import { oneEngine } from '../../support/engine.ts';
import { faults, type Fault, type PassingCall } from '../../support/faulty-proxy.ts';
import type { Project } from '../../support/project.ts';
import type { RunningEngine } from '../../support/running-engine.ts';
import {
  config,
  fleet,
  gone,
  OWN_NEW_URL,
  OWN_OLD_URL,
  pauseWhen,
  rowsInState,
  rowsOfFleet,
  useFaultyService,
} from './faults.ts';

const SIZE = 50;

const service = useFaultyService();

/** Sends SIGKILL. The provider of a killed engine exits by itself; the engine of a killed provider reports an error. */
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

/** The number of phones in these calls. */
const macsIn = (calls: readonly PassingCall[]): number =>
  calls.flatMap(({ body }) => body.match(/7C2F80[0-9A-F]{6}/g) ?? []).length;

describe.each(oneEngine(import.meta.filename))('$name $version', (engine) => {
  /**
   * Runs a command, and kills once so many calls are held and the engine has saved its state. Terraform saves after each
   * phone, sometimes twice, and leaves an empty state if killed while it saves, whatever the provider does. So the engine
   * is paused while the state is read. OpenTofu saves only at intervals and may have saved nothing. The held calls then
   * reach the server, or have already reached it.
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
    await pauseWhen(running, () => engine.name === 'OpenTofu' || saved());
    const providers = running.providerPids('gigaset');
    kills[victim](running);
    running.kill('SIGCONT');
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
      // Phones that are deregistered at the same time share a request: the third request is held.
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
});
