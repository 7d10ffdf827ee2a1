import { byMac } from '../../acceptance/faults/columns.ts';
import { settings, type Applied, type OpenRunner } from '../../acceptance/faults/runner.ts';
import type { Scenario } from '../../acceptance/faults/world.ts';
import type { Values } from '#framework';
import {
  testProvider,
  type Diagnosed,
  type InstanceResult,
  type PlanResult,
  type TestDiagnostic,
  type TestResource,
} from '#framework/testing';
import { gigaset } from '#provider';

/** A resource in the state. A tainted one, whose creation failed, is replaced by the next apply. */
interface Instance extends InstanceResult {
  readonly isTainted: boolean;
}

type State = ReadonlyMap<string, Instance>;

/** A resource that is to be created, changed or destroyed, or stays as it is. */
interface Planned {
  readonly address: string;
  readonly config: Values | null;
  readonly prior: Instance | undefined;
  readonly planned: PlanResult;
}

/** The number of resources that an engine processes at once. */
const PARALLELISM = 10;

/**
 * Applies without an engine, by the calls that an engine makes: one provider reads and plans all resources, and if none
 * of them fails, another one applies the plans.
 */
export const inProcess: OpenRunner = (scenario, kind) => {
  let configs: ReadonlyMap<string, Values> = new Map();
  let state: State = new Map();
  return Promise.resolve({
    declare: (macs) => {
      configs = macs.length === 0 ? new Map() : kind.configs(macs);
    },
    apply: async ({ refresh = true, endpoint = scenario.proxy.url } = {}) => {
      const planning = await startProvider(scenario, endpoint);
      const known = state;
      const addresses = new Set([...known.keys(), ...configs.keys()]);
      const plans = await inParallel(addresses, (address) => {
        const config = configs.get(address) ?? null;
        return planOne(planning.resource(kind.type), address, config, known.get(address), refresh);
      });
      const planned = plans.flat();
      if (planning.hasFailed()) return planning.applied();

      const applying = await startProvider(scenario, endpoint);
      // A resource without a plan was not found by its read, so it leaves the state.
      const read = new Map(planned.flatMap(({ address, prior }) => (prior ? [[address, prior] as const] : [])));
      await inParallel(planned, (one) => applyOne(applying.resource(kind.type), one, read));
      state = read;
      return both(planning.applied(), applying.applied());
    },
    phones: () =>
      [...state.values()].flatMap((one) => (one.state === null ? [] : kind.phonesOf(one.state))).toSorted(byMac),
    remove: () => undefined,
  });
};

/** A configured provider that collects the diagnostics of its calls. */
async function startProvider(scenario: Scenario, endpoint: string) {
  const provider = testProvider(gigaset);
  const diagnostics: TestDiagnostic[] = [];
  const note = async <T extends Diagnosed>(coming: Promise<T>): Promise<T> => {
    const result = await coming;
    diagnostics.push(...result.diagnostics);
    return result;
  };
  const { GIGASET_USERNAME: username = '', GIGASET_PASSWORD: password = '' } = scenario.env;
  await note(provider.configure({ ...settings, endpoint, username, password }));
  const hasFailed = (): boolean => diagnostics.some(isError);
  return {
    hasFailed,
    resource: (type: string): Pick<TestResource, 'plan' | 'apply' | 'read'> => {
      const resource = provider.resource(type);
      return {
        plan: (options) => note(resource.plan(options)),
        apply: (options) => note(resource.apply(options)),
        read: (instance) => note(resource.read(instance)),
      };
    },
    applied: (): Applied => ({
      succeeded: !hasFailed(),
      output: diagnostics.map(textOf).join(' ').replace(/\s+/g, ' '),
      log: JSON.stringify(provider.log),
    }),
  };
}

type Resource = Pick<TestResource, 'plan' | 'apply' | 'read'>;

/** Reads a resource and plans it. Returns nothing if it does not exist and is not wanted, or if reading fails. */
async function planOne(
  resource: Resource,
  address: string,
  config: Values | null,
  known: Instance | undefined,
  refresh: boolean,
): Promise<readonly Planned[]> {
  const read = known && (refresh ? { ...known, ...(await resource.read(known)) } : { ...known, diagnostics: [] });
  if (read?.diagnostics.some(isError)) return [];
  const prior = read && read.state !== null ? read : undefined;
  if (config === null && !prior) return [];
  const planned = await resource.plan({ config, prior: prior?.isTainted === true && config ? undefined : prior });
  return [{ address, config, prior, planned }];
}

/** Applies a plan, and records the result in the state. */
async function applyOne(
  resource: Resource,
  { address, config, prior, planned }: Planned,
  state: Map<string, Instance>,
): Promise<void> {
  /** Returns whether it went well. */
  const record = (result: InstanceResult, isCreated: boolean): boolean => {
    const failed = result.diagnostics.some(isError);
    if (result.state === null) state.delete(address);
    else state.set(address, { ...result, isTainted: isCreated && failed });
    return !failed;
  };
  if (prior && (config === null || prior.isTainted || planned.requiresReplace.length > 0)) {
    const removed = await resource.apply({ config: null, prior, planned: { ...planned, plan: null } });
    if (!record(removed, prior.isTainted) || config === null) return;
    record(await resource.apply({ config, planned: await resource.plan({ config }) }), true);
  } else if (!prior || JSON.stringify(planned.plan) !== JSON.stringify(prior.state)) {
    record(await resource.apply({ config, prior, planned }), !prior);
  }
}

const isError = ({ severity }: TestDiagnostic): boolean => severity === 'error';

const textOf = ({ severity, summary, detail }: TestDiagnostic): string =>
  `${severity === 'error' ? 'Error' : 'Warning'}: ${summary} ${detail}`;

const both = (first: Applied, second: Applied): Applied => ({
  succeeded: first.succeeded && second.succeeded,
  output: `${first.output} ${second.output}`,
  log: `${first.log}${second.log}`,
});

/** The results, in any order. */
async function inParallel<In, Out>(items: Iterable<In>, work: (item: In) => Promise<Out>): Promise<readonly Out[]> {
  const queue = [...items].values();
  const results: Out[] = [];
  const worker = async (): Promise<void> => {
    for (const item of queue) results.push(await work(item));
  };
  await Promise.all(Array.from({ length: PARALLELISM }, worker));
  return results;
}
