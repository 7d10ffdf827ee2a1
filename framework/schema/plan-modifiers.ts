import { isUnknown, type AttributeChange, type PlanModifier } from '../values/index.ts';

/** Any change of the attribute replaces the resource: the engine destroys it and creates it again. */
export const requiresReplace = {
  modify: ({ creating, changed }: AttributeChange<unknown>) => ({ requiresReplace: !creating && changed }),
};

/** A change replaces the resource when `decide` returns true for the prior and the planned value. */
export const requiresReplaceIf = <P>(decide: (prior: P | null, plan: P | null) => boolean): PlanModifier<P> => ({
  modify: ({ creating, changed, plan, prior }) => ({ requiresReplace: !creating && changed && decide(prior, plan) }),
});

/** A computed value that updates never change: the plan shows the prior value, even null, not "known after apply". */
export const useStateForUnknown = {
  modify: <P>({ added, config, plan, prior }: AttributeChange<P>) =>
    isUnknown(plan) && !added && !isUnknown(config) ? { plan: prior } : {},
};
