import type { ProviderClient } from '../api/index.ts';
import { macId } from '../attributes/validators.ts';
import { readPhone } from '../resources/device/phone.ts';
import { registrationAttributes, registrationValues } from './registration-values.ts';
import { parseMacId } from '#autoprov';
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
      'The MAC of the phone, in any case and with any separators. If `mac_id` is set instead, this is its MAC: 12 upper-case hex digits.',
    validate: [macId],
  }),
  mac_id: optional(string, {
    description: "The MAC-ID on the phone's label, as an alternative to `mac`. Only the MAC is sent to the server.",
    sensitive: true,
    validate: [macId],
  }),
  registered: computed(bool, {
    description:
      'Whether your account has registered the phone. If not, the other attributes are null; another account may still have registered it.',
  }),
  ...registrationAttributes,
};

const unregistered = { url: null, url_credentials: null, provider_name: null, registered_at: null };

/** Reads one phone. An unregistered phone is a result, not an error. */
export const deviceData = defineDataSource<ProviderClient>()({
  type: 'gigaset_device',
  schema: {
    description:
      'Reads the registration of a phone. A phone that is not registered is not an error: check `registered` in a `check` block or a postcondition if it matters.',
    attributes,
  },

  validate({ config: { mac, mac_id: id } }) {
    if (mac === null && id === null) return [{ summary: 'No phone', detail: 'Set mac or mac_id.', path: ['mac'] }];
    if (mac === null || id === null) return [];
    return [{ summary: 'Both mac and mac_id', detail: 'Set mac or mac_id, not both.', path: ['mac_id'] }];
  },

  async read({ config, client, ...calling }) {
    const given = isKnown(config.mac) ? config.mac : null;
    const parsed = parseMacId(given ?? config.mac_id ?? '');
    if (!parsed.ok) throw new ProviderError({ summary: 'Invalid MAC', detail: parsed.problems.join('\n') });
    const { mac } = parsed.value;
    const found = await readPhone(client.connection(), parsed.value, calling);
    return {
      mac: given ?? mac,
      mac_id: config.mac_id,
      registered: found !== undefined,
      ...(found ? registrationValues(found) : unregistered),
    };
  },
});
