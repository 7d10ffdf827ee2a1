import type { Connection } from '../api/connection.ts';
import { macId } from '../attributes/validators.ts';
import { read } from '../resources/device/phone-changes.ts';
import { registrationAttributes, registrationValues } from './registration-values.ts';
import { formatMacId, parseMacId } from '#autoprov';
import {
  bool,
  computed,
  defineDataSource,
  isKnown,
  optional,
  optionalComputed,
  ProviderError,
  string,
} from '#framework';

const attributes = {
  mac: optionalComputed(string, {
    description:
      'The MAC of the phone, in any case and with any separators. Where `mac_id` is given in its place, this is the MAC in it: 12 hex digits, upper case.',
    validate: [macId],
  }),
  mac_id: optional(string, {
    description:
      'The MAC-ID from the label of the phone, where that is at hand and not the MAC alone. Only the MAC is asked for; the ID stays here.',
    sensitive: true,
    validate: [macId],
  }),
  registered: computed(bool, {
    description:
      'Whether your account has registered the phone. Where it has not, what follows is null; the phone may still be registered by another account.',
  }),
  ...registrationAttributes,
};

const unregistered = { url: null, url_credentials: null, provider_name: null, registered_at: null };

/** Looks one phone up. That it is not registered is an answer, not an error. */
export const deviceData = defineDataSource<() => Connection>()({
  type: 'gigaset_device',
  schema: {
    description:
      'Tells whether a phone is registered with the redirect server, and where it is sent to. A phone that is not registered is no error: ask `registered`, in a `check` block or a postcondition, where that matters.',
    attributes,
  },

  validate({ config: { mac, mac_id: id } }) {
    if (mac === null && id === null)
      return [{ summary: 'Which phone?', detail: 'Give mac, or mac_id.', path: ['mac'] }];
    if (mac === null || id === null) return [];
    return [{ summary: 'Which of the two?', detail: 'Give mac or mac_id, not both.', path: ['mac_id'] }];
  },

  async read({ config, client, ...calling }) {
    const given = isKnown(config.mac) ? config.mac : null;
    const parsed = parseMacId(given ?? config.mac_id ?? '');
    if (!parsed.ok) throw new ProviderError({ summary: 'Invalid MAC', detail: parsed.problems.join('\n') });
    const { mac } = parsed.value;
    const found = await read(client(), { mac, macId: formatMacId(parsed.value) }, calling);
    return {
      mac: given ?? mac,
      mac_id: config.mac_id,
      registered: found !== undefined,
      ...(found ? registrationValues(found) : unregistered),
    };
  },
});
