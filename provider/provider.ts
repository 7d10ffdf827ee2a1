import type { ProviderClient } from './api/index.ts';
import { configuration, clientFrom } from './configuration.ts';
import { deviceData, devicesData } from './data-sources/index.ts';
import { expandUrl, normalizeMac, parseDevices, parseIds, readDevices } from './functions/index.ts';
import { deviceListing } from './list-resources/device-listing.ts';
import { gigasetDevice } from './resources/device/gigaset-device.ts';
import { gigasetDeviceList } from './resources/device-list/gigaset-device-list.ts';
import { version } from './version.ts';
import { defineProvider } from '#framework';

/** The provider `gigaset`: phones of a redirect server as resources. */
export const gigaset = defineProvider<typeof configuration, ProviderClient>({
  name: 'gigaset',
  address: 'registry.terraform.io/gigaset-redirect/gigaset',
  version,
  schema: {
    description:
      "Registers Gigaset VoIP phones with a redirect server, which tells each phone at its first boot where its provisioning server is: the vendor's service, or a server of your own (`gigaset-redirect serve`).\n\nA `gigaset_device` is one phone, a `gigaset_device_list` a whole fleet from a CSV file. MAC-IDs and passwords are secret: they never appear in a plan, a log or an error. As with any provider, the state contains them, except for write-only passwords: restrict access to the state.",
    attributes: configuration,
  },
  configure: ({ config, engineVersion }) =>
    Promise.resolve(clientFrom(config, process.env, `terraform-provider-gigaset/${version} (engine ${engineVersion})`)),
  resources: [gigasetDevice, gigasetDeviceList],
  dataSources: [deviceData, devicesData],
  listResources: [deviceListing],
  functions: [normalizeMac, expandUrl, readDevices, parseDevices, parseIds],
});
