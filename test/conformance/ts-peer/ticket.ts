import { shortText } from './validators.ts';
import { computed, defineEphemeralResource, int64, optional, ProviderError, required, string } from '#framework';

const renewalTime = new Date(1_900_000_000_250);

/** A ticket that must be renewed at a fixed time. */
export const ticket = defineEphemeralResource<true>()({
  type: 'peer_ticket',
  schema: {
    description: 'Admits a guest.',
    attributes: {
      guest: required(string, { validate: [shortText] }),
      seat: optional(int64),
      code: computed(string, { sensitive: true }),
    },
  },
  validate: ({ config }) => (config.guest === 'mute' ? [{ summary: 'It says nothing', path: ['guest'] }] : []),

  open({ config: { guest, seat }, defer, private: privateState, warn }) {
    if (guest === 'none') throw new ProviderError({ summary: 'There is none', path: ['guest'] });
    if (guest === 'later' && defer) return Promise.resolve(defer('absentPrerequisite'));
    if (guest === 'warn') warn({ summary: 'It is an old one' });
    privateState.set('guest', guest);
    const result = { guest, seat, code: `code of ${guest}` };
    return Promise.resolve({ result, renewAt: seat === null ? undefined : renewalTime });
  },

  renew({ private: privateState }) {
    if (privateState.get('guest') === 'fail') throw new ProviderError({ summary: 'It has expired' });
    privateState.set('renewed', 'yes');
    return Promise.resolve({ renewAt: renewalTime });
  },

  close({ private: privateState, warn }) {
    if (privateState.get('guest') === 'warn') warn({ summary: 'It was not used' });
    return Promise.resolve();
  },
});
