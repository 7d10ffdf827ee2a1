/** What an author defines: a provider with its resources, data sources, lists and functions. */
export type { ClientContext, Context, LogFields, Logger, LogLevel, PrivateState, ResourceContext } from './context.ts';
export type { Listed, ListRequest, ListResource } from './list-resource.ts';
export { FunctionError, type Parameter, type ProviderFunction } from './provider-function.ts';
export {
  defineDataSource,
  defineFunction,
  defineListResource,
  defineProvider,
  defineResource,
  type Provider,
} from './provider.ts';
export type { DataSource, Identity, Move, MoveSource, PlanRequest, PlanResult, Resource, Upgrade } from './resource.ts';
