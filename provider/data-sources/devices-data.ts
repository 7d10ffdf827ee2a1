import type { ProviderClient } from '../api/index.ts';
import { devicesCsv } from './devices-csv.ts';
import { listPhones } from './list-phones.ts';
import { providerNames } from './provider-names.ts';
import { registrationAttributes, registrationValues } from './registration-values.ts';
import { computed, defineDataSource, int64, nested, string } from '#framework';

/** An object costs the engine 10 kB of memory, so there are none beyond this number; the CSV contains all phones. */
const MAX_OBJECTS = 100_000;

const attributes = {
  provider_names: providerNames,
  device_count: computed(int64, { description: 'The number of phones found.' }),
  devices: computed(
    nested.list({
      mac: computed(string, { description: 'The MAC: 12 upper-case hex digits.' }),
      ...registrationAttributes,
    }),
    {
      description:
        'The phones, sorted by MAC. Null, with a warning, if there are more than 100,000: an engine needs about a second and 100 MB for each 10,000. A long list in an `output` costs much more, because an engine compares it element by element: output only what you derive from it.',
    },
  ),
  csv: computed(string, {
    description:
      'The same phones as CSV with the header `mac_id,url,provider_name`, in the format of `devices` of `gigaset_device_list`, for any number of phones: an engine needs three seconds for 100,000 and twenty for a million. `mac_id` contains the MAC, because the server does not return IDs. Sensitive, because the URLs include credentials.',
    sensitive: true,
  }),
};

/** The phones of the account, read by one listDevices. */
export const devicesData = defineDataSource<ProviderClient>()({
  type: 'gigaset_devices',
  schema: {
    description:
      'Lists the phones that your account has registered with the redirect server, including those that no configuration declares.',
    attributes,
  },

  async read({ config, client, warn, ...calling }) {
    const found = await listPhones(client.connection(), config.provider_names, calling);
    const many = found.length > MAX_OBJECTS;
    if (many) {
      warn({
        summary: `${found.length} phones are too many for the attribute devices`,
        detail: `Beyond ${MAX_OBJECTS} it is null, because an engine would need gigabytes of memory for it. The attribute csv contains all phones; provider_names selects fewer.`,
      });
    }
    return {
      provider_names: config.provider_names,
      device_count: found.length,
      devices: many ? null : found.map((phone) => ({ mac: phone.mac, ...registrationValues(phone) })),
      csv: devicesCsv(found),
    };
  },
});
