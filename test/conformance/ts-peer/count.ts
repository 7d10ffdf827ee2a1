import { shortText } from './validators.ts';
import { defineAction, int64, optional, ProviderError, required, string } from '#framework';

/** An action that counts. */
export const count = defineAction<true>()({
  type: 'peer_count',
  schema: {
    description: 'Counts.',
    attributes: { what: required(string, { validate: [shortText] }), upto: optional(int64) },
  },
  validate: ({ config }) => (config.what === 'mute' ? [{ summary: 'It says nothing', path: ['what'] }] : []),

  plan({ config, defer, warn }) {
    if (config.what === 'none') throw new ProviderError({ summary: 'There is none', path: ['what'] });
    if (config.what === 'warn') warn({ summary: 'It takes long' });
    return config.what === 'later' ? defer?.('absentPrerequisite') : undefined;
  },

  async *invoke({ config: { what, upto }, warn }) {
    for (let i = 1; i <= (upto ?? 0); i++) {
      if (what === 'fail' && i === 2) throw new ProviderError({ summary: 'No more', path: ['what'] });
      yield await Promise.resolve(`${what} ${i}`);
    }
    if (what === 'warn') warn({ summary: 'It took long' });
  },
});
