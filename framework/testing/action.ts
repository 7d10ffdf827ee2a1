import type { Provider } from '../definition/index.ts';
import type { DynamicValue } from '../gen/tfplugin6.ts';
import type { ProviderHandlers } from '../rpc/index.ts';
import { objectShape, type Values } from '../values/index.ts';
import { encodeDynamic } from '../wire/index.ts';
import {
  clientCapabilities,
  completeConfig,
  deferredOf,
  diagnosticsOf,
  neverAborted,
  type Diagnosed,
  type EngineOptions,
  type MayDefer,
} from './messages.ts';
import type { CallSignal } from './resource.ts';

/** What an action reported while it ran, and its diagnostics. */
export interface Invoked extends Diagnosed {
  readonly progress: readonly string[];
}

/** The RPCs of one action. */
export interface TestAction {
  validate(config: Values): Promise<Diagnosed>;
  plan(config: Values, options?: EngineOptions): Promise<MayDefer>;
  /** Invokes the action. `onProgress` receives each message at once. */
  invoke(config: Values, options?: { readonly onProgress?: (message: string) => void } & CallSignal): Promise<Invoked>;
}

export function testAction(provider: Provider, handlers: ProviderHandlers, actionType: string): TestAction {
  const definition = provider.actions?.find(({ type }) => type === actionType);
  const shape = objectShape(definition?.schema ?? { attributes: {} });
  const call = { signal: neverAborted };
  const encode = (config: Values): DynamicValue => encodeDynamic(shape, completeConfig(shape, config));
  return {
    async validate(config) {
      const request = { typeName: actionType, config: encode(config) };
      const { diagnostics } = await handlers.validateActionConfig(request, call);
      return { diagnostics: diagnosticsOf(diagnostics) };
    },
    async plan(config, engine) {
      const request = { actionType, config: encode(config), clientCapabilities: clientCapabilities(engine) };
      const { deferred, diagnostics } = await handlers.planAction(request, call);
      return { ...deferredOf(deferred), diagnostics: diagnosticsOf(diagnostics) };
    },
    async invoke(config, { onProgress, signal = neverAborted } = {}) {
      const request = { actionType, config: encode(config), clientCapabilities: clientCapabilities() };
      const progress: string[] = [];
      let diagnostics: Diagnosed['diagnostics'] = [];
      for await (const { type: event } of handlers.invokeAction(request, { signal })) {
        if (event?.$case === 'progress') {
          progress.push(event.value.message);
          onProgress?.(event.value.message);
        } else if (event) diagnostics = diagnosticsOf(event.value.diagnostics);
      }
      return { progress, diagnostics };
    },
  };
}
