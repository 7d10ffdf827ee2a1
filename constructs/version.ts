import manifest from '../package.json' with { type: 'json' };

/** The version of the provider that a stack requires: the one that these constructs were generated from. */
export const providerVersion: string = manifest.version;
