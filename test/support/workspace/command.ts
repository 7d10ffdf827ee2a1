import { failed, isError, textOf, type LocatedDiagnostic, type Outcome } from './outcome.ts';
import type { Values } from '#framework';
import { testProvider, type Diagnosed, type TestResource } from '#framework/testing';
import { gigaset } from '#provider';

/** The calls of a resource, whose diagnostics are collected. */
export type CollectedResource = Pick<TestResource, 'validate' | 'plan' | 'apply' | 'read' | 'import'>;

/** A provider that runs for one command and collects the diagnostics of its calls, as an engine does. */
export interface Command {
  resource(address: string): CollectedResource;
  hasFailed(): boolean;
  /** The engine's answer to Ctrl-C: running calls are interrupted, and no more are to be started. */
  interrupt(): Promise<void>;
  isInterrupted(): boolean;
  outcome(): Outcome;
}

/** Starts and configures the provider. */
export async function startCommand(settings: Values): Promise<Command> {
  const provider = testProvider(gigaset);
  const collected: LocatedDiagnostic[] = [];
  let interrupted = false;
  const collect = async <T extends Diagnosed>(coming: Promise<T>, address?: string): Promise<T> => {
    const result = await coming;
    collected.push(...result.diagnostics.map((one) => (address === undefined ? one : { ...one, address })));
    return result;
  };
  const validated = await collect(provider.validate(settings));
  if (!validated.diagnostics.some(isError)) await collect(provider.configure(settings));
  return {
    resource: (address) => {
      const resource = provider.resource(typeOf(address));
      return {
        validate: (config) => collect(resource.validate(config), address),
        plan: (options) => collect(resource.plan(options), address),
        apply: (options) => collect(resource.apply(options), address),
        read: (instance) => collect(resource.read(instance), address),
        import: (by) => collect(resource.import(by), address),
      };
    },
    hasFailed: () => failed({ diagnostics: collected }),
    interrupt: async () => {
      interrupted = true;
      await provider.stop();
    },
    isInterrupted: () => interrupted,
    outcome: () => ({
      succeeded: !failed({ diagnostics: collected }),
      diagnostics: [...collected],
      output: textOf(collected),
      log: JSON.stringify(provider.log),
    }),
  };
}

const typeOf = (address: string): string => address.slice(0, address.indexOf('.'));
