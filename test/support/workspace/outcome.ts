import type { Values } from '#framework';
import type { Instance, InstanceResult, PlanResult, TestDiagnostic } from '#framework/testing';

/** The configuration: the attributes of each resource by its address, as in `gigaset_device.reception`. */
export type Resources = Readonly<Record<string, Values>>;

/** A resource in the state. */
export interface SavedResource extends Required<Instance> {
  /** Its creation failed half-way, so the next apply replaces it. */
  readonly isTainted: boolean;
}

/** The saved resources by address. */
export type State = ReadonlyMap<string, SavedResource>;

/** A diagnostic and the resource that it is about; the provider's own have no address. */
export interface LocatedDiagnostic extends TestDiagnostic {
  readonly address?: string;
}

/** The result of a command. */
export interface Outcome {
  /** Whether there is no error. */
  readonly succeeded: boolean;
  readonly diagnostics: readonly LocatedDiagnostic[];
  /** The diagnostics on one line; each begins with `Error: ` or `Warning: `. */
  readonly output: string;
  /** The provider's log as JSON. */
  readonly log: string;
}

/** A resource that a plan changes. */
export interface Change {
  readonly address: string;
  readonly action: 'create' | 'update' | 'replace' | 'delete';
  readonly before: Values | null;
  readonly after: Values | null;
}

/** The result of a plan, which can be applied later. */
export interface Plan extends Outcome {
  readonly changes: readonly Change[];
  readonly steps: readonly Step[];
  /** What reading the resources found. */
  readonly refreshed: State;
}

/** What a plan does with one resource, or that it leaves it alone. */
export interface Step {
  readonly address: string;
  readonly config: Values | null;
  readonly prior: SavedResource | undefined;
  readonly planned: PlanResult;
}

/** What a step changes, or undefined. */
export function changeOf({ address, config, prior, planned }: Step): Change | undefined {
  const before = prior?.state ?? null;
  const after = planned.plan;
  const change = (action: Change['action']): Change => ({ address, action, before, after });
  if (config === null) return change('delete');
  if (!prior) return change('create');
  if (prior.isTainted || planned.requiresReplace.length > 0) return change('replace');
  return JSON.stringify(after) === JSON.stringify(before) ? undefined : change('update');
}

export const isError = ({ severity }: Pick<TestDiagnostic, 'severity'>): boolean => severity === 'error';

export const failed = ({ diagnostics }: Pick<InstanceResult, 'diagnostics'>): boolean => diagnostics.some(isError);

/** The diagnostics on one line, with the resource and the attribute of each. */
export const textOf = (diagnostics: readonly LocatedDiagnostic[]): string =>
  diagnostics
    .map(({ address, path, ...one }) => {
      const place = [address && `with ${address}`, path && `at ${path}`].filter(Boolean).join(', ');
      return `${isError(one) ? 'Error' : 'Warning'}: ${one.summary} ${place}: ${one.detail}`;
    })
    .join(' ')
    .replace(/\s+/g, ' ');

/** The outcome of one command after another. */
export const both = (first: Outcome, second: Outcome): Outcome => ({
  succeeded: first.succeeded && second.succeeded,
  diagnostics: [...first.diagnostics, ...second.diagnostics],
  output: `${first.output} ${second.output}`.trim(),
  log: `${first.log}${second.log}`,
});
