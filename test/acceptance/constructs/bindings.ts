/* Prints the public surface of a set of bindings as JSON: `node bindings.ts LIBRARY FOLDER`. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Library from 'cdktf';
import type * as Ours from 'gigaset-redirect/cdktf';

// Both libraries have the parts that are used here.
const [library = '', folder = ''] = process.argv.slice(2);
const { TerraformOutput, TerraformStack, Testing }: typeof Library = await import(library);
const load = async (name: string): Promise<typeof Ours> => {
  const all: typeof Ours = await import(pathToFileURL(join(folder, name, 'index.ts')).href);
  return all;
};
const { GigasetProvider } = await load('provider');
const { Device, DeviceUrlCredentialsOutputReference } = await load('device');
const { DeviceList, DeviceListUrlCredentialsOutputReference } = await load('device-list');
const { DataGigasetDevice, DataGigasetDeviceUrlCredentialsOutputReference } = await load('data-gigaset-device');
const {
  DataGigasetDevices,
  DataGigasetDevicesDevicesList,
  DataGigasetDevicesDevicesOutputReference,
  DataGigasetDevicesDevicesUrlCredentialsOutputReference,
} = await load('data-gigaset-devices');

const stack = new TerraformStack(Testing.app(), 'fleet');
new GigasetProvider(stack, 'gigaset', {
  endpoint: 'https://redirect.example',
  username: 'daryna',
  password: 'secret',
  requestTimeout: 30,
  maxRetries: 2,
  maxConcurrentRequests: 4,
  batchSize: 100,
  caCertificate: '-----BEGIN CERTIFICATE-----',
  onConflict: 'replace',
  alias: 'other',
});
const phone = new Device(stack, 'first', {
  macId: '7C2F80208295-1910',
  url: 'http://a.example',
  providerName: 'Daryna',
});
new Device(stack, 'second', {
  macId: '7C2F80820EC0-55DF',
  url: 'http://a.example/%MACD.xml',
  providerName: 'Daryna',
  onConflict: 'replace',
  urlCredentials: { username: phone.mac, password: phone.password, passwordWo: 'b', passwordWoVersion: 3 },
  dependsOn: [phone],
  lifecycle: { createBeforeDestroy: false, ignoreChanges: ['url'] },
});

const fleet = new DeviceList(stack, 'fleet', {
  devices: 'mac_id\n7C2F80000001-1234\n',
  url: 'http://a.example/%MACD.xml',
  providerName: 'Daryna',
  urlCredentials: { username: 'a', passwordWo: 'b', passwordWoVersion: 1 },
  onFailure: 'continue',
  onConflict: 'replace',
});
const found = new DataGigasetDevice(stack, 'found', { mac: phone.mac });
new DataGigasetDevice(stack, 'labelled', { macId: '7C2F80820EC0-55DF' });
const all = new DataGigasetDevices(stack, 'all', { providerNames: ['Daryna', 'Legacy'], dependsOn: [fleet] });
const outputs: Readonly<Record<string, unknown>> = {
  howMany: fleet.deviceCount,
  digest: fleet.digest,
  change: fleet.lastChange,
  failed: fleet.failed.lookup('7C2F80000001'),
  failedCount: fleet.failedCount,
  user: fleet.urlCredentials.username,
  registered: found.registered,
  where: found.url,
  secret: found.urlCredentials.password,
  firstMac: all.devices.get(0).mac,
  firstUser: all.devices.get(0).urlCredentials.username,
  csv: all.csv,
};
for (const [name, value] of Object.entries(outputs)) new TerraformOutput(stack, name, { value });

/** The public names, inherited ones included; names that begin with an underscore are internal. */
function members(type: abstract new (...args: never[]) => unknown): readonly string[] {
  const names = new Set<string>(Object.getOwnPropertyNames(type));
  for (let at: unknown = type.prototype; at instanceof Object; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) names.add(name);
  }
  return [...names].filter((name) => !name.startsWith('_')).sort();
}

const shape = {
  json: JSON.parse(Testing.synth(stack)),
  members: {
    GigasetProvider: members(GigasetProvider),
    Device: members(Device),
    DeviceUrlCredentialsOutputReference: members(DeviceUrlCredentialsOutputReference),
    DeviceList: members(DeviceList),
    DeviceListUrlCredentialsOutputReference: members(DeviceListUrlCredentialsOutputReference),
    DataGigasetDevice: members(DataGigasetDevice),
    DataGigasetDeviceUrlCredentialsOutputReference: members(DataGigasetDeviceUrlCredentialsOutputReference),
    DataGigasetDevices: members(DataGigasetDevices),
    DataGigasetDevicesDevicesList: members(DataGigasetDevicesDevicesList),
    DataGigasetDevicesDevicesOutputReference: members(DataGigasetDevicesDevicesOutputReference),
    DataGigasetDevicesDevicesUrlCredentialsOutputReference: members(
      DataGigasetDevicesDevicesUrlCredentialsOutputReference,
    ),
  },
};
process.stdout.write(JSON.stringify(shape));
