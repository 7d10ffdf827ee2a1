import { checked } from './checked.ts';
import { count } from './count.ts';
import { half, joined, like, rows } from './functions.ts';
import { kinds } from './kinds.ts';
import { modes } from './modes.ts';
import { nestedKinds } from './nested.ts';
import { listing, look } from './reading.ts';
import { ticket } from './ticket.ts';
import { shortText } from './validators.ts';
import { defineProvider, int64, isUnknown, list, nested, optional, ProviderError, required, string } from '#framework';

export const peer = defineProvider({
  name: 'peer',
  address: 'registry.terraform.io/example/peer',
  version: '0.0.1',
  schema: {
    description: 'The peer.',
    attributes: {
      token: optional(string, { sensitive: true, description: 'A *secret*.' }),
      mode: optional(string, { validate: [shortText] }),
      old: optional(string, { deprecated: 'Use mode.' }),
      hosts: optional(list(string)),
      limits: optional(nested.single({ calls: required(int64) })),
    },
  },
  validate: ({ config }) =>
    config.mode === 'other' && config.token !== null ? [{ summary: 'Not with this mode', path: ['token'] }] : [],
  configure({ config, defer, warn }) {
    if (isUnknown(config.token) && defer) return Promise.resolve(defer('providerConfigUnknown'));
    if (config.mode === 'bad') throw new ProviderError({ summary: 'It is bad', path: ['mode'] });
    if (config.mode === 'lazy') warn({ summary: 'It is lazy' });
    return Promise.resolve(true as const);
  },
  resources: [kinds, nestedKinds, modes, checked],
  dataSources: [look],
  ephemeralResources: [ticket],
  listResources: [listing],
  actions: [count],
  functions: [joined, half, rows, like],
});
