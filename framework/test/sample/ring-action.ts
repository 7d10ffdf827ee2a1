import { defineAction, int64, optional, ProviderError, required, string } from '../../index.ts';
import type { SampleClient } from './client.ts';

/** Rings a bell. Its `who` selects how each call behaves. */
export const ring = defineAction<SampleClient>()({
  type: 'sample_ring',
  schema: {
    description: 'Rings a bell.',
    attributes: {
      who: required(string, {
        validate: [{ check: (who) => (who === '' ? 'A bell must have a name.' : undefined) }],
      }),
      times: optional(int64),
      code_wo: optional(string, { writeOnly: true, sensitive: true }),
    },
  },
  validate: ({ config }) => (config.who === 'mute' ? [{ summary: 'It says nothing', path: ['who'] }] : []),

  plan({ config, defer, warn }) {
    if (config.who === 'later' && defer) return defer('resourceConfigUnknown');
    if (config.who === 'nobody') throw new ProviderError({ summary: 'No such bell', path: ['who'] });
    if (config.who === 'warned') warn({ summary: 'It is a loud one' });
    return undefined;
  },

  async *invoke({ client, config, log, signal, warn }) {
    const { who, times, code_wo: code } = config;
    log.info('rings', { who, code: code ?? undefined, token: client.token });
    try {
      for (let i = 1; i <= (times ?? 1); i++) {
        if (who === 'broken' && i === 2) throw new ProviderError({ summary: 'The bell is broken', path: ['who'] });
        yield `rings ${who} (${i})`;
      }
      if (who === 'warned') warn({ summary: 'It was loud' });
      // The interrupt may precede the wait.
      if (who === 'waits' && !signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
    } finally {
      log.info('stopped ringing', { aborted: signal.aborted });
    }
  },
});
