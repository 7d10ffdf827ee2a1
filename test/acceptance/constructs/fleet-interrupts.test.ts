import { TerraformStack, Testing } from 'cdktn';
import { Fleet, GigasetProvider, Phones } from 'gigaset-redirect/cdktn';
import { oneEngine } from '../../support/engine.ts';
import { faults, type PassingCall } from '../../support/faulty-proxy.ts';
import { macIdRange, macRange } from '../../support/phones.ts';
import type { Project } from '../../support/project.ts';
import { inState, interrupt, useFaultyService } from '../engines/faults.ts';

type Kind = 'a list' | 'single resources';

const SIZE = 4;
const all = macRange(SIZE);
const service = useFaultyService();

/** A stack with a fleet of this kind. */
function synth(kind: Kind, maxDeregistrations = '100%'): string {
  const stack = new TerraformStack(Testing.app(), 'stack');
  new GigasetProvider(stack, 'gigaset');
  new Fleet(stack, 'berlin', {
    url: 'https://provider.example/xml/%MACD.xml',
    providerName: 'Daryna',
    listAbove: kind === 'a list' ? 0 : SIZE,
    maxDeregistrations,
    phones: Phones.of(macIdRange(SIZE).map((macId) => ({ macId }))),
  });
  return Testing.synth(stack, true);
}

const registered = async (): Promise<readonly string[]> => (await service.rows()).map(({ mac }) => mac);

/** The addresses of resources of this kind. */
const addresses = async (project: Project, kind: Kind): Promise<readonly string[]> => {
  const type = kind === 'a list' ? 'gigaset_device_list' : 'gigaset_device';
  return (await project.resources()).filter((resource) => resource.type === type).map(({ address }) => address);
};

/** Interrupts an apply while a call that the rule chooses has no answer yet. */
async function interruptApply(
  project: Project,
  isHeld: (call: PassingCall) => boolean,
  ...args: readonly string[]
): Promise<void> {
  service.proxy.use((call) => (isHeld(call) ? faults.answerHeld : undefined));
  const running = project.withEnv({ TF_LOG_PROVIDER: 'INFO' }).start('apply', '-auto-approve', ...args);
  await service.proxy.holds(1);
  await interrupt(running);
  service.proxy.release();
  expect(await running.finished).toMatchObject({ code: 1 });
  service.proxy.use(() => undefined);
}

describe.each(oneEngine(import.meta.filename))('a fleet that crosses its limit on $name $version', (engine) => {
  /** A project whose fleet was applied as one kind, and is declared as the other. */
  const crossing = async (from: Kind, to: Kind): Promise<Project> => {
    const project = await service.project(engine, { 'main.tf.json': synth(from) });
    expect(await project.apply()).toMatchObject({ code: 0 });
    project.write({ 'main.tf.json': synth(to) });
    return project;
  };

  /** A project whose apply ended while phones were in both kinds of resource. Returns their MACs, too. */
  const halfMoved = async (from: Kind, to: Kind): Promise<{ project: Project; inBoth: readonly string[] }> => {
    const project = await crossing(from, to);
    if (to === 'a list') {
      // Nothing is sent between the update of the list and the destruction of the resources, so no call can be held there.
      const [list] = await addresses(project, 'a list');
      expect(await project.apply(`-target=${list ?? ''}`)).toMatchObject({ code: 0 });
    } else {
      // The engine creates one resource at a time, so two are in the state when the third one is interrupted. Whether the third
      // one is created depends on how far it is.
      const isThird = ({ method, nth }: PassingCall): boolean => method.startsWith('register') && nth === 3;
      await interruptApply(project, isThird, '-parallelism=1');
    }
    const inBoth = inState(project).map(({ mac }) => mac);
    expect(inBoth.length).toBeGreaterThanOrEqual(2);
    expect(await registered()).toEqual(all);
    return { project, inBoth };
  };

  /** Does what the guide recommends: removes the former resources from the state before the next apply. */
  const removeAndApply = async (project: Project, former: Kind): Promise<void> => {
    expect(await project.run('state', 'rm', ...(await addresses(project, former)))).toMatchObject({ code: 0 });
    service.proxy.use(() => undefined);
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(service.proxy.calls().filter(({ method }) => method.startsWith('deregister'))).toEqual([]);
    expect(await registered()).toEqual(all);
    expect(await project.plan()).toMatchObject({ code: 0 });
  };

  const directions = [
    ['single resources', 'a list'],
    ['a list', 'single resources'],
  ] as const;

  test('after an interrupted update of the list, `state rm` keeps the phones registered', async () => {
    const project = await crossing('single resources', 'a list');
    await interruptApply(project, ({ method }) => method.startsWith('register'));
    expect(inState(project).map(({ mac }) => mac)).toEqual(all);
    expect(await registered()).toEqual(all);
    // The engine has forgotten that the list comes before the destruction of the resources.
    await removeAndApply(project, 'single resources');
  });

  test.each(directions)('from %s to %s: phones in both are deregistered and registered again', async (from, to) => {
    const { project, inBoth } = await halfMoved(from, to);
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(await registered()).toEqual(all.filter((mac) => !inBoth.includes(mac)));
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(await registered()).toEqual(all);
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test.each(directions)('from %s to %s: `state rm` keeps phones in both registered', async (from, to) => {
    const { project } = await halfMoved(from, to);
    await removeAndApply(project, from);
  });

  test('the plan counts phones in both towards max_deregistrations', async () => {
    const { project, inBoth } = await halfMoved('a list', 'single resources');
    project.write({ 'main.tf.json': synth('single resources', String(inBoth.length)) });
    expect(await project.plan()).toMatchObject({ code: 2 });
    project.write({ 'main.tf.json': synth('single resources', String(inBoth.length - 1)) });
    expect(await project.plan()).toMatchObject({ code: 1 });
    expect(await registered()).toEqual(all);
  });
});
