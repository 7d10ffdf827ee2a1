import type { Connection } from './api/connection.ts';
import { configuration, connectionFrom } from './configuration.ts';
import { deviceData, deviceListing, devicesData } from './data-sources/index.ts';
import { expandUrl, normalizeMac, parseDevices } from './functions/index.ts';
import { gigasetDevice } from './resources/device/gigaset-device.ts';
import { gigasetDeviceList } from './resources/device-list/gigaset-device-list.ts';
import { version } from './version.ts';
import { defineProvider } from '#framework';

/** The provider `gigaset`: phones of a redirect server as resources. */
export const gigaset = defineProvider<typeof configuration, () => Connection>({
  name: 'gigaset',
  address: 'registry.terraform.io/gigaset-redirect/gigaset',
  version,
  schema: {
    description:
      'Registers Gigaset VoIP phones with the redirect server that they ask at their first boot where their provisioning server is: with the one of the vendor, or one of your own (`gigaset-redirect serve`).\n\nOne phone is a `gigaset_device`, a whole fleet in a CSV file a `gigaset_device_list`. MAC-IDs and passwords are secret: they appear in no plan, no log and no error. They stand in the state as in that of any provider, but for write-only passwords: keep the state where only those read it who may know them.',
    attributes: configuration,
  },
  configure: ({ config, engineVersion }) =>
    Promise.resolve(
      connectionFrom(config, process.env, `terraform-provider-gigaset/${version} (engine ${engineVersion})`),
    ),
  resources: [gigasetDevice, gigasetDeviceList],
  dataSources: [deviceData, devicesData],
  listResources: [deviceListing],
  functions: [normalizeMac, expandUrl, parseDevices],
});
