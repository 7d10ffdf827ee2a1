import { startCommand, type CollectedResource, type Command } from './command.ts';
import { both, changeOf, failed } from './outcome.ts';
import type { Outcome, Plan, Resources, SavedResource, State, Step } from './outcome.ts';
import { isUnknown, isValues, type Value, type Values } from '#framework';
import type { InstanceResult } from '#framework/testing';

export interface WorkspaceOptions {
  readonly resources: Resources;
  /** The configuration of the provider, with endpoint and account. */
  readonly settings: Values;
}

/** A configuration and its state, as in a folder of an engine. */
export interface Workspace {
  /** Replaces the resources of the configuration. */
  declare(resources: Resources): void;
  /** Adds to the configuration of the provider, or changes it. */
  configure(settings: Values): void;
  /** `refresh: false` does not read the resources first. */
  plan(options?: { readonly refresh?: boolean }): Promise<Plan>;
  /** Plans and applies, or applies a saved plan. */
  apply(options?: { readonly refresh?: boolean; readonly plan?: Plan }): Promise<Outcome>;
  destroy(options?: { readonly refresh?: boolean }): Promise<Outcome>;
  /** Imports a resource by its ID and reads it. */
  import(address: string, id: string): Promise<Outcome>;
  /** Interrupts the running command, as Ctrl-C does. */
  interrupt(): Promise<void>;
  /** The saved resources by address. */
  state(): State;
  /** The attributes of a resource in the state, or undefined. */
  values(address: string): Values | undefined;
}

/** The number of resources that an engine processes at once. */
const PARALLELISM = 10;

/** Opens a workspace with an empty state. Each command starts a provider, and an apply starts one more for its plan. */
export function openWorkspace(options: WorkspaceOptions): Workspace {
  let { resources, settings } = options;
  let state: State = new Map();
  let running: Command | undefined;
  const start = async (): Promise<Command> => (running = await startCommand(settings));

  const plan = async (wanted: Resources, refresh: boolean): Promise<Plan> => {
    const command = await start();
    const addresses = new Set([...state.keys(), ...Object.keys(wanted)]);
    const steps = command.hasFailed()
      ? []
      : await inParallel(command, addresses, (address) =>
          planOne(command.resource(address), address, wanted[address] ?? null, state.get(address), refresh),
        );
    // A resource without a step was not found by its read, so it leaves the state.
    const refreshed = new Map(steps.flatMap(({ address, prior }) => (prior ? [[address, prior] as const] : [])));
    return { ...command.outcome(), steps, refreshed, changes: steps.flatMap((step) => changeOf(step) ?? []) };
  };
  const apply = async ({ steps, refreshed }: Plan): Promise<Outcome> => {
    const command = await start();
    const next = new Map(refreshed);
    await inParallel(command, steps, async (step) => {
      await applyOne(command.resource(step.address), step, next);
      return [];
    });
    state = next;
    return command.outcome();
  };
  const planAndApply = async (wanted: Resources, refresh: boolean): Promise<Outcome> => {
    const planned = await plan(wanted, refresh);
    return planned.succeeded ? both(planned, await apply(planned)) : planned;
  };

  return {
    declare: (next) => (resources = next),
    configure: (more) => (settings = { ...settings, ...more }),
    plan: ({ refresh = true } = {}) => plan(resources, refresh),
    apply: ({ refresh = true, plan: saved } = {}) => (saved ? apply(saved) : planAndApply(resources, refresh)),
    destroy: ({ refresh = true } = {}) => planAndApply({}, refresh),
    import: async (address, id) => {
      const command = await start();
      const resource = command.resource(address);
      const imported = await resource.import({ id });
      if (imported.state !== null) {
        const read = await resource.read(imported);
        if (!failed(read)) state = new Map(state).set(address, { ...read, isTainted: false });
      }
      return command.outcome();
    },
    interrupt: async () => running?.interrupt(),
    state: () => state,
    values: (address) => state.get(address)?.state ?? undefined,
  };
}

/** Reads a resource and plans it. Returns nothing if it does not exist and is not wanted, or if a call fails. */
async function planOne(
  resource: CollectedResource,
  address: string,
  config: Values | null,
  known: SavedResource | undefined,
  refresh: boolean,
): Promise<readonly Step[]> {
  if (config !== null && failed(await resource.validate(config))) return [];
  let prior = known;
  if (known && refresh) {
    const read = await resource.read(known);
    if (failed(read)) return [];
    prior = read.state === null ? undefined : { ...read, isTainted: known.isTainted };
  }
  if (config === null && !prior) return [];
  const planned = await resource.plan({ config, prior: prior?.isTainted === true && config ? undefined : prior });
  return [{ address, config, prior, planned }];
}

/** Applies a step, and records the result in the state. */
async function applyOne(resource: CollectedResource, step: Step, state: Map<string, SavedResource>): Promise<void> {
  const { address, config, prior, planned } = step;
  const change = changeOf(step);
  /** Returns whether it went well. */
  const record = (result: InstanceResult, isCreated: boolean): boolean => {
    if (result.state === null) state.delete(address);
    else state.set(address, { ...result, isTainted: isCreated && failed(result) });
    return !failed(result);
  };
  const settle = async (options: Parameters<CollectedResource['apply']>[0]): Promise<InstanceResult> => {
    const result = await resource.apply(options);
    if (!failed(result)) checkConsistent(address, options.planned.plan, result.state);
    return result;
  };
  if (change === undefined) return;
  let before = prior;
  if (change.action === 'delete' || change.action === 'replace') {
    const removed = await settle({ config: null, prior, planned: { ...planned, plan: null } });
    if (!record(removed, prior?.isTainted === true) || config === null) return;
    before = undefined;
  }
  // An engine plans again before it applies: more may be known by then.
  const again = await resource.plan({ config, prior: before });
  if (!failed(again)) record(await settle({ config, prior: before, planned: again }), !before);
}

/**
 * Compares a new state with its plan, as an engine does.
 *
 * @throws if they contradict each other, which is a bug of the provider
 */
function checkConsistent(address: string, plan: Value, state: Value): void {
  if (isUnknown(plan)) return;
  if (isValues(plan) && isValues(state)) {
    for (const [name, value] of Object.entries(plan)) checkConsistent(`${address}.${name}`, value, state[name] ?? null);
  } else if (JSON.stringify(plan) !== JSON.stringify(state)) {
    throw new Error(
      `Inconsistent result after apply: ${address} was planned as ${JSON.stringify(plan)} and is ${JSON.stringify(state)}.`,
    );
  }
}

/** The results, in any order. After an interrupt, no more work is started. */
async function inParallel<In, Out>(
  command: Command,
  items: Iterable<In>,
  work: (item: In) => Promise<readonly Out[]>,
): Promise<readonly Out[]> {
  const queue = [...items].values();
  const results: Out[] = [];
  const worker = async (): Promise<void> => {
    for (const item of queue) {
      if (command.isInterrupted()) return;
      results.push(...(await work(item)));
    }
  };
  await Promise.all(Array.from({ length: PARALLELISM }, worker));
  return results;
}
