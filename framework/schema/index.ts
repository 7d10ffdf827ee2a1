/** How an author declares attributes, blocks and errors. */
export {
  computed,
  optional,
  optionalComputed,
  required,
  type Attributes,
  type PlannedStateOf,
  type PlanOf,
  type StateOf,
} from './attribute.ts';
export { ProviderError, type Diagnostic, type Problem, type Warn } from './diagnostics.ts';
export { block, nested } from './nested.ts';
export { requiresReplace, requiresReplaceIf, useStateForUnknown } from './plan-modifiers.ts';
export type { Schema } from './schema.ts';
