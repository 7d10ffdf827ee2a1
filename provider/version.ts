import manifest from '../package.json' with { type: 'json' };

/** The package's version, and so the provider's. */
export const version: string = manifest.version;
