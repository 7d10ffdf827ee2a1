import { empty, modes } from './modes.ts';
import { shortText } from './validators.ts';
import {
  computed,
  defineDataSource,
  defineListResource,
  int64,
  nested,
  optional,
  ProviderError,
  required,
  string,
} from '#framework';

/** A data source that counts letters. */
export const look = defineDataSource<true>()({
  type: 'peer_look',
  schema: {
    description: 'Looks at a text.',
    attributes: {
      text: required(string, { validate: [shortText] }),
      length: computed(int64),
      parts: computed(nested.list({ text: computed(string) })),
    },
  },
  validate: ({ config }) => (config.text === 'mute' ? [{ summary: 'It says nothing', path: ['text'] }] : []),
  read({ config: { text }, defer, warn }) {
    if (text === 'later' && defer) return Promise.resolve(defer('absentPrerequisite'));
    if (text === 'none') throw new ProviderError({ summary: 'There is none', path: ['text'] });
    if (text === 'dim') warn({ summary: 'It is dim' });
    return Promise.resolve({
      text,
      length: Buffer.byteLength(text),
      parts: Array.from(text, (letter) => ({ text: letter })),
    });
  },
});

/** A list of the configured number of resources. */
export const listing = defineListResource<true>()({
  of: modes,
  schema: {
    description: 'Finds them.',
    attributes: { called: required(string, { validate: [shortText] }), many: optional(int64) },
  },
  async *list({ config: { called, many }, includeResource, warn }) {
    for (let i = 0; i < (many ?? 0); i++) {
      const name = `${called} ${i}`;
      if (name === 'fail 1') throw new ProviderError({ summary: 'No more' });
      if (name === 'warn 1') warn({ summary: 'It is an old one' });
      yield await Promise.resolve({
        displayName: name,
        identity: name === 'bare 1' ? {} : { name, region: null },
        ...(includeResource && name !== 'poor 1' && { resource: { ...empty, name } }),
      });
    }
  },
});
