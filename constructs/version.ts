import manifest from '../package.json' with { type: 'json' };

/** The provider that these constructs were written for: what a stack asks the engine for. */
export const generatorMetadata = {
  providerName: 'gigaset',
  providerVersion: manifest.version,
  providerVersionConstraint: `~> ${manifest.version}`,
};
