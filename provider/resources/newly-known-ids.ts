import { isDeepStrictEqual } from 'node:util';
import type { Attributes, Values } from '#framework';

/**
 * Whether a plan changes no configured attribute except `idAttribute`.
 *
 * The server does not reveal IDs, so an import leaves bare MACs in the state, and the configuration then adds the IDs. That
 * needs no request. If it is the only change, the plan stays empty, so that the first plan after an import shows only
 * what will happen to phones. The next update stores the IDs.
 */
export const changesAtMost = (idAttribute: string, schema: Attributes, prior: Values, plan: Values): boolean =>
  Object.entries(schema).every(
    ([name, { mode }]) => mode === 'computed' || name === idAttribute || isDeepStrictEqual(plan[name], prior[name]),
  );
