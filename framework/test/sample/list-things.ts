import { defineListResource, int64, optional, ProviderError, required, string } from '../../index.ts';
import type { SampleClient } from './client.ts';
import { empty, thing } from './thing.ts';

/** Finds as many things as it is told to. What they are called says where it fails. */
export const things = defineListResource<SampleClient>()({
  of: thing,
  schema: {
    description: 'As many things as it is told to find.',
    attributes: {
      called: required(string, {
        validate: [{ check: (name) => (name === '' ? 'A thing has a name.' : undefined) }],
      }),
      many: optional(int64),
      size: optional(int64),
    },
  },
  validate: ({ config }) => (config.called === 'mute' ? [{ summary: 'It says nothing', path: ['called'] }] : []),

  async *list({ config, includeResource, limit, log, signal, warn }) {
    const { called, many, size } = config;
    let found = 0;
    log.info('lists', { limit });
    try {
      for (; found < (many ?? Infinity); found++) {
        const name = `${called} ${found}`;
        if (name === 'warned 1') warn({ summary: 'It is an old one' });
        if (name === 'broken 2') throw new ProviderError({ summary: 'No more of them', path: ['called'] });
        const resource = empty({ name, size: 7, secret_wo: 'SECRET' });
        yield {
          displayName: name.padEnd(size ?? 0),
          identity: name === 'nameless 1' ? {} : { name },
          ...(includeResource && name !== 'poor 1' && { resource }),
        };
      }
      if (called === 'late') warn({ summary: 'That was all' });
      if (called === 'waits') await new Promise((resolve) => signal.addEventListener('abort', resolve));
    } finally {
      log.info('stopped listing', { found, aborted: signal.aborted });
    }
  },
});
