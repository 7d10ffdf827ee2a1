/** `gigaset-redirect install`. */
export { type Lookup, lookupOf, withFolder } from './engine-configuration.ts';
export { type Block, readBlocks } from './hcl-blocks.ts';
export { installCommand } from './install.ts';
export { goPlatform, nodeRecord, registryHosts } from './platform.ts';
