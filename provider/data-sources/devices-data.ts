import type { Connection } from '../api/connection.ts';
import { devicesCsv } from './devices-csv.ts';
import { listPhones } from './list-phones.ts';
import { providerNames } from './provider-names.ts';
import { registrationAttributes, registrationValues } from './registration-values.ts';
import { computed, defineDataSource, int64, nested, string } from '#framework';

/** Objects cost the engine 10 kB of memory each: beyond this many they are left out, and the CSV is for programs. */
const MOST_OBJECTS = 100_000;

const attributes = {
  provider_names: providerNames,
  device_count: computed(int64, { description: 'How many phones were found.' }),
  devices: computed(
    nested.list({
      mac: computed(string, { description: 'The MAC: 12 hex digits, upper case.' }),
      ...registrationAttributes,
    }),
    {
      description:
        'The phones, in the order of their MACs. Null, with a warning, where there are more than 100,000: an engine needs about a second and 100 MB for each 10,000. As a value of an `output` a long list is much dearer, since an engine compares it element by element: put out what you make of it.',
    },
  ),
  csv: computed(string, {
    description:
      'The same as CSV with the header `mac_id,url,provider_name`, as `devices` of `gigaset_device_list` takes it, of any number of phones: an engine needs three seconds for 100,000, and twenty for a million. `mac_id` has the MAC, since the server does not tell the ID. Sensitive, since URLs stand in it with their credentials.',
    sensitive: true,
  }),
};

/** What the account has registered: one listDevices. */
export const devicesData = defineDataSource<() => Connection>()({
  type: 'gigaset_devices',
  schema: {
    description:
      'Lists the phones that your account has registered with the redirect server, those that no configuration knows among them.',
    attributes,
  },

  async read({ config, client, warn, ...calling }) {
    const found = await listPhones(client(), config.provider_names, calling);
    const many = found.length > MOST_OBJECTS;
    if (many) {
      warn({
        summary: `${found.length} phones are too many for the attribute devices`,
        detail: `Beyond ${MOST_OBJECTS} it is null, since an engine would need gigabytes of memory for it. The attribute csv has them all; provider_names finds fewer.`,
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
