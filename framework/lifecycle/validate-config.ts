import type { Context } from '../definition/index.ts';
import type { Diagnostic, Problem, Schema } from '../schema/index.ts';
import {
  formatPath,
  hasUnknown,
  isNull,
  isUnknown,
  mapAttributes,
  objectShape,
  type Finding,
  type Path,
  type Validator,
  type Value,
  type Values,
} from '../values/index.ts';

/** Anything with a configuration: a resource, a data source, a list, or the provider itself. */
export interface Configurable {
  readonly schema: Schema;
  validate?(request: Context & { readonly config: Values }): readonly Problem[];
}

export interface EngineCapabilities {
  /** False for Terraform and OpenTofu before 1.11, which would save write-only values in their state. */
  readonly writeOnly: boolean;
}

const REQUIRED_DETAIL =
  'It is required. An engine that generates configuration (-generate-config-out) leaves out sensitive values: replace the null with the value.';
const WRITE_ONLY_DETAIL =
  'Write-only values need Terraform 1.11 or OpenTofu 1.11 at least. This engine would save the value in its state.';

/**
 * All diagnostics for a configuration: errors and warnings of the validators at their attributes, deprecations, and
 * then, when every attribute is valid, those of the `validate` method. Unknown values are validated once they are known.
 * The engine has already checked types and required attributes, except in configuration that it generated itself.
 */
export function validateConfig(
  subject: Configurable,
  config: Values,
  context: Context,
  engine: EngineCapabilities,
): Diagnostic[] {
  const { schema } = subject;
  if (schema.deprecated !== undefined) context.warn({ summary: 'Deprecated', detail: schema.deprecated });
  const found: Diagnostic[] = [];
  mapAttributes(objectShape(schema), config, {}, ({ attribute, path, value }) => {
    const name = formatPath(path);
    if (isNull(value)) {
      if (attribute.mode === 'required') {
        found.push({ severity: 'error', summary: `${name} is missing`, detail: REQUIRED_DETAIL, path });
      }
      return value;
    }
    // An unknown value may turn out to be null.
    if (attribute.deprecated !== undefined && !isUnknown(value)) {
      context.warn({ summary: `${name} is deprecated`, detail: attribute.deprecated, path });
    }
    if (attribute.writeOnly === true && !engine.writeOnly) {
      found.push({ severity: 'error', summary: `${name} is write-only`, detail: WRITE_ONLY_DETAIL, path });
    }
    if (!hasUnknown(value)) found.push(...diagnosticsOf(attribute.validate ?? [], value, path));
    return value;
  });
  if (found.some(({ severity }) => severity === 'error')) return found;
  const problems = subject.validate?.({ ...context, config }) ?? [];
  return [...found, ...problems.map((problem) => ({ severity: 'error', ...problem }) as const)];
}

const diagnosticsOf = (validators: readonly Validator<Value>[], value: Value, attribute: Path): Diagnostic[] =>
  validators.flatMap((validator) => {
    const result = validator.check(value) ?? [];
    const findings: readonly Finding[] = typeof result === 'string' ? [{ detail: result }] : result;
    return findings.map(({ severity = 'error', summary, detail, path = [] }) => {
      const place = [...attribute, ...path];
      return { severity, summary: summary ?? `Invalid ${formatPath(place)}`, detail, path: place };
    });
  });
