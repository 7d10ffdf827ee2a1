import { defineListResource, int64, optional, ProviderError, required, string } from '../../index.ts';
import type { SampleClient } from './client.ts';
import { empty, thing } from './thing.ts';

/** Finds as many things as it is configured to. The prefix of their names selects how the list behaves. */
export const things = defineListResource<SampleClient>()({
  of: thing,
  schema: {
    description: 'The configured number of things.',
    attributes: {
      prefix: required(string, {
        validate: [{ check: (name) => (name === '' ? 'A thing must have a name.' : undefined) }],
      }),
      count_of: optional(int64),
      size: optional(int64),
    },
  },
  validate: ({ config }) => (config.prefix === 'mute' ? [{ summary: 'It says nothing', path: ['prefix'] }] : []),

  async *list({ config, includeResource, limit, log, signal, warn }) {
    const { prefix, count_of: count, size } = config;
    let found = 0;
    log.info('lists', { limit });
    try {
      for (; found < (count ?? Infinity); found++) {
        const name = `${prefix} ${found}`;
        if (name === 'warned 1') warn({ summary: 'It is an old one' });
        if (name === 'broken 2') throw new ProviderError({ summary: 'No more of them', path: ['prefix'] });
        const resource = empty({ name, size: 7, secret_wo: 'SECRET' });
        yield {
          displayName: name.padEnd(size ?? 0),
          identity: name === 'nameless 1' ? {} : { name },
          ...(includeResource && name !== 'poor 1' && { resource }),
        };
      }
      if (prefix === 'late') warn({ summary: 'That was all' });
      if (prefix === 'waits') await new Promise((resolve) => signal.addEventListener('abort', resolve));
    } finally {
      log.info('stopped listing', { found, aborted: signal.aborted });
    }
  },
});
