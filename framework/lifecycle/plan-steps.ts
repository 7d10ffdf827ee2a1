import {
  canonicalText,
  equal,
  isComputed,
  isNull,
  keepSemanticallyEqual,
  mapAttributes,
  unknown,
  type NestedShape,
  type Path,
  type Value,
  type Values,
} from '../values/index.ts';

// The steps of a plan as functions from values to values, in the order in which plan-resource-change.ts takes them.

/** Sets each attribute that the configuration leaves out to its fixed default. */
export const applyDefaults = (shape: NestedShape, config: Values, plan: Values): Values =>
  mapAttributes(shape, plan, { config }, ({ attribute, value, config: configured }) =>
    attribute.default !== undefined && isNull(configured) ? attribute.default : value,
  );

/** Sets write-only attributes to null: the engine refuses a plan or a state that contains their values. */
export const withoutWriteOnly = (shape: NestedShape, values: Values): Values =>
  mapAttributes(shape, values, {}, ({ attribute, value }) => (attribute.writeOnly === true ? null : value));

/**
 * Keeps the prior value of each attribute whose new value is semantically equal. The engine allows that, because a
 * planned value may equal either the configuration or the prior state.
 */
export const keepEqualAttributes = (shape: NestedShape, prior: Values, next: Values): Values =>
  mapAttributes(shape, next, { prior }, ({ attribute, value, prior: before }) =>
    keepSemanticallyEqual(attribute.type, before, value),
  );

/**
 * Marks computed values as "known after apply"; plan modifiers may restore them. A default counts as configured,
 * including everything inside it.
 */
export const markComputed = (shape: NestedShape, config: Values, plan: Values): Values =>
  mapAttributes(
    shape,
    plan,
    { config: applyDefaults(shape, config, config) },
    ({ attribute, value, config: configured }) =>
      isComputed(attribute) && isNull(configured) && attribute.default === undefined ? unknown : value,
  );

/** Runs each attribute's plan modifiers in order. They change planned values and require replacements. */
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
      const creating = prior === null;
      const result = modifier.modify({ config: configured, prior: before, plan: next, changed, creating, added });
      if (result.plan !== undefined) next = result.plan;
      if (result.requiresReplace === true) requiresReplace.push(path);
    }
    return next;
  });
  return { plan: modified, requiresReplace };
}

/** Sorts and deduplicates paths, so that equal plans are equal byte by byte. */
export function sortedPaths(paths: readonly Path[]): Path[] {
  const byText = new Map(paths.map((path) => [canonicalText(path.map(stepText)), path]));
  return [...byText.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path);
}

const stepText = (step: Path[number]): string => (typeof step === 'object' ? `"${step.key}"` : String(step));
