/** Tests a provider inside the test's own process: calls any RPC with plain values, and reads plain values back. */
export type { LogLine } from '../plugin/index.ts';
export { unknown } from '../values/index.ts';
export type { Invoked, TestAction } from './action.ts';
export type { EphemeralLease, TestEphemeralResource } from './ephemeral-resource.ts';
export type { Diagnosed, EngineOptions, MayDefer, PrivateValues, TestDiagnostic } from './messages.ts';
export {
  testProvider,
  type FunctionResult,
  type ListEvent,
  type TestDataSource,
  type TestListResource,
  type TestProvider,
} from './provider.ts';
export type { CallSignal, Instance, InstanceResult, PlanOptions, PlanResult, TestResource } from './resource.ts';
