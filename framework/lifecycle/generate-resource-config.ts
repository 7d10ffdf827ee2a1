import type { Resource } from '../definition/index.ts';
import { mapAttributes, objectShape, type Values } from '../values/index.ts';

/**
 * The configuration of a resource that was found or imported: its state without what no configuration can set. Engines ask
 * for it with `-generate-config-out`; they replace sensitive values by null themselves.
 */
export const generateResourceConfig = ({ schema }: Pick<Resource, 'schema'>, state: Values): Values =>
  mapAttributes(objectShape(schema), state, {}, ({ attribute, value }) =>
    attribute.mode === 'computed' || attribute.writeOnly === true || attribute.deprecated !== undefined ? null : value,
  );
