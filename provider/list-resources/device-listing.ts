import type { ProviderClient } from '../api/index.ts';
import { listPhones } from '../data-sources/list-phones.ts';
import { providerNames } from '../data-sources/provider-names.ts';
import { registrationValues } from '../data-sources/registration-values.ts';
import { gigasetDevice } from '../resources/device/gigaset-device.ts';
import type { Registration } from '#autoprov';
import { defineListResource } from '#framework';

/** `list "gigaset_device" "all" { … }` in a file of `terraform query`: the phones that could be imported. */
export const deviceListing = defineListResource<ProviderClient>()({
  of: gigasetDevice,
  schema: {
    description:
      'Lists the phones that your account has registered, for `terraform query` (Terraform 1.14 or newer), which can also write an `import` block and a `resource` block for each of them. The server does not return the ID of a phone: add it to `mac_id` before you apply.',
    attributes: { provider_names: providerNames },
  },

  async *list({ config, client, includeResource, ...calling }) {
    for (const phone of await listPhones(client.connection(), config.provider_names, calling)) {
      yield {
        displayName: `${phone.mac} (${phone.providerName})`,
        identity: { mac: phone.mac },
        ...(includeResource && { resource: asResource(phone) }),
      };
    }
  },
});

/** The phone as an import by its MAC would leave it in a state. */
function asResource(phone: Registration) {
  const { url_credentials: credentials, ...values } = registrationValues(phone);
  return {
    ...values,
    mac_id: phone.mac,
    mac: phone.mac,
    url_credentials: credentials && { ...credentials, password_wo: null, password_wo_version: null },
    password: null,
    on_conflict: null,
    keep_registration: null,
  };
}
