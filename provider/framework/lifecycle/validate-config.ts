import type { Context } from '../definition/context.ts';
import type { Diagnostic, Problem } from '../schema/diagnostics.ts';
import { formatPath } from '../schema/path.ts';
import { shapeOf, type Schema } from '../schema/schema.ts';
import { mapAttributes } from '../values/transform.ts';
import { Unknown } from '../values/unknown.ts';
import type { Values } from '../values/value.ts';

/** Something whose configuration can be checked: a resource, a data source, the provider itself. */
interface Configured {
  readonly schema: Schema;
  validate?(request: Context & { readonly config: Values }): readonly Problem[];
}

const missing =
  'It is required. An engine that generates configuration (-generate-config-out) leaves out what is sensitive: write it in where it says null.';

/**
 * All that is wrong with a configuration, at the attributes where it is wrong. Unknown values are checked when they are
 * known. The engine has already checked types, and that required attributes are there, in what people write; not in
 * configuration that it has generated itself.
 */
export function validateConfig(subject: Configured, config: Values, context: Context): Diagnostic[] {
  const found: Diagnostic[] = [];
  mapAttributes(shapeOf(subject.schema), config, {}, ({ attribute, path, value }) => {
    if (value === null && attribute.mode === 'required') {
      found.push({ severity: 'error', summary: `${formatPath(path)} is missing`, detail: missing, path });
    }
    if (value === null || value instanceof Unknown) return value;
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
