/* What a set of bindings looks like from outside, as JSON on stdout: `node bindings.ts PROVIDER_MODULE DEVICE_MODULE`. */
import { pathToFileURL } from 'node:url';
import { TerraformStack, Testing } from 'cdktf';
import type * as Ours from '../../constructs/index.ts';

const [providerModule = '', deviceModule = ''] = process.argv.slice(2);
const { GigasetProvider }: typeof Ours = await import(pathToFileURL(providerModule).href);
const { Device, DeviceUrlCredentialsOutputReference }: typeof Ours = await import(pathToFileURL(deviceModule).href);

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

/** The names that people can use: what begins with an underscore is nobody's business. */
const members = (type: abstract new (...args: never[]) => unknown): readonly string[] =>
  [...Object.getOwnPropertyNames(type), ...Object.getOwnPropertyNames(type.prototype)]
    .filter((name) => !name.startsWith('_'))
    .sort();

const shape = {
  json: JSON.parse(Testing.synth(stack)),
  members: {
    GigasetProvider: members(GigasetProvider),
    Device: members(Device),
    DeviceUrlCredentialsOutputReference: members(DeviceUrlCredentialsOutputReference),
  },
};
process.stdout.write(JSON.stringify(shape));
