import type { Attributes } from './attribute.ts';

/** The attributes and blocks of a resource, a data source or a provider, with their documentation. */
export interface Schema<S extends Attributes = Attributes> {
  readonly attributes: S;
  /** Increased when the resource can no longer read an older state as it is; see `upgrade` of a resource. */
  readonly version?: number;
  /** Markdown, for the documentation. */
  readonly description?: string;
  readonly deprecated?: string;
}
