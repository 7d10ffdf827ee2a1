import type { Connection } from './calls/connection.ts';
import { configuration, connectionFrom } from './configuration.ts';
import { gigasetDevice } from './device/gigaset-device.ts';
import { gigasetDeviceList } from './fleet/gigaset-device-list.ts';
import { defineProvider } from './framework/index.ts';
import { expandUrl, normalizeMac, parseDevices } from './functions/index.ts';
import { deviceData, deviceListing, devicesData } from './lookup/index.ts';
import { version } from './version.ts';

/** The provider `gigaset`: phones of a redirect server as resources. */
export const gigaset = defineProvider<typeof configuration, () => Connection>({
  name: 'gigaset',
  address: 'registry.terraform.io/gigaset-redirect/gigaset',
  version,
  schema: {
    description:
      'Registers Gigaset VoIP phones with the redirect server that they ask at their first boot where their provisioning server is.',
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
