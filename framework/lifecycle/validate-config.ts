import type { Context } from '../definition/context.ts';
import type { Diagnostic, Problem } from '../schema/diagnostics.ts';
import { formatPath } from '../schema/path.ts';
import { shapeOf, type Schema } from '../schema/schema.ts';
import { mapAttributes } from '../values/transform.ts';
import { isUnknown } from '../values/unknown.ts';
import { hasUnknown, isNull, type Values } from '../values/value.ts';

/** Something whose configuration can be checked: a resource, a data source, the provider itself. */
interface Configured {
  readonly schema: Schema;
  validate?(request: Context & { readonly config: Values }): readonly Problem[];
}

const missing =
  'It is required. An engine that generates configuration (-generate-config-out) leaves out what is sensitive: write it in where it says null.';

export interface Engine {
  /** False for an engine before Terraform 1.11 and OpenTofu 1.11, which would keep such a value in its state. */
  readonly knowsWriteOnly: boolean;
}

/**
 * All that is wrong with a configuration, at the attributes where it is wrong, and warnings of what is deprecated.
 * Unknown values are checked when they are known. The engine has already checked types, and that required attributes are
 * there, in what people write; not in configuration that it has generated itself.
 */
export function validateConfig(subject: Configured, config: Values, context: Context, engine: Engine): Diagnostic[] {
  const { schema } = subject;
  if (schema.deprecated !== undefined) context.warn({ summary: 'Deprecated', detail: schema.deprecated });
  const found: Diagnostic[] = [];
  mapAttributes(shapeOf(schema), config, {}, ({ attribute, path, value }) => {
    if (isNull(value) && attribute.mode === 'required') {
      found.push({ severity: 'error', summary: `${formatPath(path)} is missing`, detail: missing, path });
    }
    if (isNull(value)) return value;
    // What is not known yet may turn out to be null.
    if (attribute.deprecated !== undefined && !isUnknown(value)) {
      context.warn({ summary: `${formatPath(path)} is deprecated`, detail: attribute.deprecated, path });
    }
    if (attribute.writeOnly === true && !engine.knowsWriteOnly) {
      const detail = 'Write-only values need Terraform 1.11 or OpenTofu 1.11 at least: this engine would save it.';
      found.push({ severity: 'error', summary: `${formatPath(path)} is write-only`, detail, path });
    }
    if (hasUnknown(value)) return value;
    for (const validator of attribute.validate ?? []) {
      const problem = validator.check(value);
      if (problem !== undefined) {
        found.push({ severity: 'error', summary: `Invalid ${formatPath(path)}`, detail: problem, path });
      }
    }
    return value;
  });
  if (found.length > 0) return found;
  return (subject.validate?.({ ...context, config }) ?? []).map((problem) => ({ severity: 'error', ...problem }));
}
