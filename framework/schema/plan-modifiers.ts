import { isUnknown } from '../values/unknown.ts';
import type { AttributeChange, PlanModifier } from './attribute.ts';

/** A change of this attribute replaces the resource: it is destroyed and created anew. */
export const requiresReplace = {
  modify: ({ creating, changed }: AttributeChange<unknown>) => ({ requiresReplace: !creating && changed }),
};

/** A change replaces the resource where `decide` says so; it sees the prior and the planned value. */
export const requiresReplaceIf = <P>(decide: (prior: P | null, plan: P | null) => boolean): PlanModifier<P> => ({
  modify: ({ creating, changed, plan, prior }) => ({ requiresReplace: !creating && changed && decide(prior, plan) }),
});

/**
 * A computed value that an update does not touch: it stays what the state says, be it null, in place of "known after
 * apply".
 */
export const useStateForUnknown = {
  modify: <P>({ added, config, plan, prior }: AttributeChange<P>) =>
    isUnknown(plan) && !added && !isUnknown(config) ? { plan: prior } : {},
};
