/** What happens to a resource in each call of the engine, without any message of the protocol. */
export { applyResourceChange } from './apply-resource-change.ts';
export { generateResourceConfig } from './generate-resource-config.ts';
export { isCompleteIdentity, listResource } from './list-resource.ts';
export { planResourceChange } from './plan-resource-change.ts';
export { readResource } from './read-resource.ts';
export { moveState, upgradeState, type ReadSaved } from './saved-state.ts';
export { validateConfig, type Configurable } from './validate-config.ts';
