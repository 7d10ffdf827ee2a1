/** A Terraform and OpenTofu provider framework for TypeScript. An author needs nothing but what is exported here. */
export type { ClientContext, Context, Logger, PrivateState, ResourceContext } from './definition/context.ts';
export type { Listed, ListRequest, ListResource } from './definition/list-resource.ts';
export { FunctionError } from './definition/provider-function.ts';
export {
  defineDataSource,
  defineFunction,
  defineListResource,
  defineProvider,
  defineResource,
  type Provider,
} from './definition/provider.ts';
export type { DataSource, Move, PlanRequest, PlanResult, Resource, Upgrade } from './definition/resource.ts';
export { serve } from './plugin/serve.ts';
export {
  computed,
  optional,
  optionalComputed,
  required,
  type AttributeChange,
  type Attributes,
  type PlannedStateOf,
  type PlanModifier,
  type PlanOf,
  type StateOf,
  type Validator,
} from './schema/attribute.ts';
export { ProviderError, type Diagnostic, type Problem, type Warn } from './schema/diagnostics.ts';
export { block, nested } from './schema/nested.ts';
export { formatPath, type Path } from './schema/path.ts';
export { requiresReplace, requiresReplaceIf, useStateForUnknown } from './schema/plan-modifiers.ts';
export type { Schema } from './schema/schema.ts';
export {
  bool,
  decimal,
  dynamic,
  int64,
  list,
  map,
  number,
  object,
  set,
  withSemanticEquality,
  string,
  tuple,
} from './values/types.ts';
export { isKnown, isUnknown, unknown, Unknown } from './values/unknown.ts';
export { Dynamic, type Value, type Values } from './values/value.ts';
