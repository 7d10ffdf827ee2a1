import { computed, defineEphemeralResource, int64, optional, ProviderError, required, string } from '../../index.ts';
import type { SampleClient } from './client.ts';

/** Without `renew` and `close`. */
export const word = defineEphemeralResource<SampleClient>()({
  type: 'sample_word',
  schema: { attributes: { word: required(string) } },
  open: ({ config }) => Promise.resolve({ result: config }),
});

/** Issues a token. Its `owner` selects how each call behaves. */
export const token = defineEphemeralResource<SampleClient>()({
  type: 'sample_token',
  schema: {
    description: 'A token that lives as long as the run.',
    attributes: {
      owner: required(string, {
        validate: [{ check: (owner) => (owner === '' ? 'A token must have an owner.' : undefined) }],
      }),
      /** How long a token is valid, in milliseconds; for ever without. */
      lifetime: optional(int64),
      value: computed(string, { sensitive: true }),
    },
  },
  validate: ({ config }) => (config.owner === 'mute' ? [{ summary: 'It says nothing', path: ['owner'] }] : []),

  async open({ config, defer, log, private: privateState, signal, warn }) {
    const { owner, lifetime } = config;
    if (owner === 'later' && defer) return defer('absentPrerequisite');
    if (owner === 'nobody') throw new ProviderError({ summary: 'No such owner', path: ['owner'] });
    if (owner === 'warned') warn({ summary: 'It is an old one' });
    if (owner === 'waits') await new Promise((resolve) => signal.addEventListener('abort', resolve));
    const value = `TOKEN-OF-${owner}`;
    privateState.set('owner', owner);
    if (lifetime !== null) privateState.set('lifetime', String(lifetime));
    log.info('opened a token', { owner });
    return { result: { owner, lifetime, value }, renewAt: renewal(lifetime) };
  },

  renew({ log, private: privateState }) {
    const owner = privateState.get('owner');
    if (owner === 'expired') throw new ProviderError({ summary: 'The token has expired' });
    const renewals = Number(privateState.get('renewals') ?? 0) + 1;
    privateState.set('renewals', String(renewals));
    log.info('renewed a token', { owner, renewals });
    return Promise.resolve({ renewAt: renewal(Number(privateState.get('lifetime'))) });
  },

  close({ log, private: privateState, warn }) {
    const owner = privateState.get('owner');
    if (owner === 'warned') warn({ summary: 'It was never used' });
    log.info('closed a token', { owner });
    return Promise.resolve();
  },
});

const renewal = (lifetime: number | null): Date | undefined =>
  lifetime === null ? undefined : new Date(Date.now() + lifetime);
