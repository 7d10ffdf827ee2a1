import type { NestedShape } from '../values/types.ts';
import type { Attributes } from './attribute.ts';

/** The attributes of a resource, a data source or a provider, with the words that document them. */
export interface Schema<S extends Attributes = Attributes> {
  readonly attributes: S;
  /** Raised when an older state can no longer be read as it is; see `upgrade` of a resource. */
  readonly version?: number;
  /** Markdown, for the documentation. */
  readonly description?: string;
  readonly deprecated?: string;
}

/** The schema as one type, so that values of it are walked like any nested object. */
export const shapeOf = (schema: { readonly attributes: NestedShape['attributes'] }): NestedShape => ({
  kind: 'nested',
  nesting: 'single',
  attributes: schema.attributes,
});
