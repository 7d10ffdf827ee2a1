/** What an author defines: a provider with its resources, data sources, lists, actions and functions. */
export type { Action } from './action.ts';
export type { ClientContext, Context, LogFields, Logger, LogLevel, PrivateState, ResourceContext } from './context.ts';
export { Deferred, type Deferrable, type DeferralReason } from './deferral.ts';
export type { EphemeralResource, Lease, Opened } from './ephemeral-resource.ts';
export type { Listed, ListRequest, ListResource } from './list-resource.ts';
export { FunctionError, type Parameter, type ProviderFunction } from './provider-function.ts';
export {
  defineAction,
  defineDataSource,
  defineEphemeralResource,
  defineFunction,
  defineListResource,
  defineProvider,
  defineResource,
  type Provider,
} from './provider.ts';
export type { DataSource, Identity, Move, MoveSource, PlanRequest, PlanResult, Resource, Upgrade } from './resource.ts';
