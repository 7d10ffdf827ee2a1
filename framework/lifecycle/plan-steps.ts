import type { Path } from '../schema/path.ts';
import { canonical, equal } from '../values/equal.ts';
import { keepSemanticallyEqual } from '../values/semantic-equality.ts';
import { mapAttributes } from '../values/transform.ts';
import type { NestedShape } from '../values/types.ts';
import { unknown } from '../values/unknown.ts';
import { isNull, type Value, type Values } from '../values/value.ts';

// The steps of a plan, each a function from values to values, in the order in which plan-resource-change.ts takes them.

/** Where the configuration says nothing, an attribute's fixed default stands. */
export const applyDefaults = (shape: NestedShape, config: Values, plan: Values): Values =>
  mapAttributes(shape, plan, { config }, ({ attribute, value, config: configured }) =>
    attribute.default !== undefined && isNull(configured) ? attribute.default : value,
  );

/** Write-only values reach the provider by the configuration; the engine refuses a plan or state that has one. */
export const withoutWriteOnly = (shape: NestedShape, values: Values): Values =>
  mapAttributes(shape, values, {}, ({ attribute, value }) => (attribute.writeOnly === true ? null : value));

/**
 * Where the new value only spells the prior one differently, the prior one stays. The engine allows that at plan (a
 * planned value may equal the configuration or the prior state), so another spelling is no change at all.
 */
export const keepEqualAttributes = (shape: NestedShape, prior: Values, next: Values): Values =>
  mapAttributes(shape, next, { prior }, ({ attribute, value, prior: before }) =>
    keepSemanticallyEqual(attribute.type, before, value),
  );

/**
 * What only the provider knows becomes "known after apply"; plan modifiers may know better afterwards. What a default
 * gives counts as configured, with all that is inside it.
 */
export const markComputed = (shape: NestedShape, config: Values, plan: Values): Values =>
  mapAttributes(
    shape,
    plan,
    { config: applyDefaults(shape, config, config) },
    ({ attribute, value, config: configured }) =>
      isComputed(attribute.mode) && isNull(configured) && attribute.default === undefined ? unknown : value,
  );

const isComputed = (mode: string) => mode === 'computed' || mode === 'optionalComputed';

/** Lets each attribute's plan modifiers, in order, change its planned value or ask for a replacement. */
export function modifyAttributes(
  shape: NestedShape,
  config: Values,
  prior: Values | null,
  plan: Values,
): { readonly plan: Values; readonly requiresReplace: readonly Path[] } {
  const requiresReplace: Path[] = [];
  const modified = mapAttributes(shape, plan, { config, prior }, (visit) => {
    const { attribute, path, value, config: configured, prior: before, added } = visit;
    let next: Value = value;
    for (const modifier of attribute.plan ?? []) {
      const changed = !equal(attribute.type, before, next);
      const result = modifier.modify({
        config: configured,
        prior: before,
        plan: next,
        changed,
        creating: prior === null,
        added,
      });
      if (result.plan !== undefined) next = result.plan;
      if (result.requiresReplace === true) requiresReplace.push(path);
    }
    return next;
  });
  return { plan: modified, requiresReplace };
}

/** Sorted and each once, so that a plan is the same text every time. */
export function sortedPaths(paths: readonly Path[]): Path[] {
  const byText = new Map(paths.map((path) => [canonical({ kind: 'dynamic' }, path.map(stepText)), path]));
  return [...byText.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path);
}

const stepText = (step: Path[number]): string => (typeof step === 'object' ? `"${step.key}"` : String(step));
