import { TerraformOutput, TerraformStack, Testing } from 'cdktf';
import { Device, DeviceList, GigasetProvider } from 'gigaset-redirect/cdktf';
import manifest from '../../../package.json' with { type: 'json' };

/** An empty stack. */
const newStack = (): TerraformStack => new TerraformStack(Testing.app(), 'fleet');

const synth = (stack: TerraformStack): Record<string, unknown> => {
  const json: Record<string, unknown> = JSON.parse(Testing.synth(stack));
  return json;
};

const reception = {
  macId: '7C2F80820EC0-55DF',
  url: 'http://provider.example/xml/%MACD.xml',
  providerName: 'Daryna',
};

describe('GigasetProvider', () => {
  test("requires the provider's source in the version of this package", () => {
    const stack = newStack();
    new GigasetProvider(stack, 'gigaset');
    expect(synth(stack)).toEqual({
      provider: { gigaset: [{}] },
      terraform: { required_providers: { gigaset: { source: 'gigaset-redirect/gigaset', version: manifest.version } } },
    });
  });

  test('passes every setting on', () => {
    const stack = newStack();
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
    expect(synth(stack)['provider']).toEqual({
      gigaset: [
        {
          endpoint: 'https://redirect.example',
          username: 'daryna',
          password: 'secret',
          request_timeout: 30,
          max_retries: 2,
          max_concurrent_requests: 4,
          batch_size: 100,
          ca_certificate: '-----BEGIN CERTIFICATE-----',
          on_conflict: 'replace',
          alias: 'other',
        },
      ],
    });
  });

  test('settings can be changed and reset later', () => {
    const stack = newStack();
    const provider = new GigasetProvider(stack, 'gigaset', { endpoint: 'a.example', maxRetries: 1 });
    provider.endpoint = 'b.example';
    provider.resetMaxRetries();
    expect(provider.endpointInput).toBe('b.example');
    expect(provider.maxRetriesInput).toBeUndefined();
    expect(synth(stack)['provider']).toEqual({ gigaset: [{ endpoint: 'b.example' }] });
  });

  test('an alias assigns a phone to one of two configurations', () => {
    const stack = newStack();
    new GigasetProvider(stack, 'gigaset');
    const provider = new GigasetProvider(stack, 'other', { alias: 'other' });
    new Device(stack, 'reception-7C2F80820EC0', { ...reception, provider });
    expect(synth(stack)).toMatchObject({
      provider: { gigaset: [{}, { alias: 'other' }] },
      resource: { gigaset_device: { 'reception-7C2F80820EC0': { provider: 'gigaset.other' } } },
    });
  });
});

describe('Device', () => {
  test('becomes a gigaset_device with its own name', () => {
    const stack = newStack();
    new Device(stack, 'reception-7C2F80820EC0', {
      ...reception,
      urlCredentials: { username: 'phone', password: 'secret' },
      onConflict: 'replace',
      lifecycle: { preventDestroy: true },
    });
    expect(synth(stack)['resource']).toEqual({
      gigaset_device: {
        'reception-7C2F80820EC0': {
          mac_id: '7C2F80820EC0-55DF',
          url: 'http://provider.example/xml/%MACD.xml',
          provider_name: 'Daryna',
          url_credentials: { username: 'phone', password: 'secret' },
          on_conflict: 'replace',
          lifecycle: { prevent_destroy: true },
        },
      },
    });
  });

  test('computed attributes can be referenced', () => {
    const stack = newStack();
    const phone = new Device(stack, 'phone', { ...reception, urlCredentials: { username: 'a', password: 'b' } });
    const tokens = {
      mac: phone.mac,
      registeredAt: phone.registeredAt,
      password: phone.password,
      macId: phone.macId,
      url: phone.url,
      providerName: phone.providerName,
      onConflict: phone.onConflict,
      user: phone.urlCredentials.username,
    };
    for (const [name, value] of Object.entries(tokens)) new TerraformOutput(stack, name, { value });
    expect(synth(stack)['output']).toEqual({
      mac: { value: '${gigaset_device.phone.mac}' },
      registeredAt: { value: '${gigaset_device.phone.registered_at}' },
      password: { value: '${gigaset_device.phone.password}' },
      macId: { value: '${gigaset_device.phone.mac_id}' },
      url: { value: '${gigaset_device.phone.url}' },
      providerName: { value: '${gigaset_device.phone.provider_name}' },
      onConflict: { value: '${gigaset_device.phone.on_conflict}' },
      user: { value: '${gigaset_device.phone.url_credentials.username}' },
    });
  });

  test('a password may come from another resource', () => {
    const stack = newStack();
    const other = new Device(stack, 'other', reception);
    new Device(stack, 'phone', {
      ...reception,
      urlCredentials: { username: 'phone', passwordWo: other.password, passwordWoVersion: 2 },
    });
    expect(synth(stack)['resource']).toMatchObject({
      gigaset_device: {
        phone: {
          url_credentials: {
            username: 'phone',
            password_wo: '${gigaset_device.other.password}',
            password_wo_version: 2,
          },
        },
      },
    });
  });

  test('credentials can be set, changed individually, and reset', () => {
    const stack = newStack();
    const phone = new Device(stack, 'phone', reception);
    expect(phone.urlCredentialsInput).toBeUndefined();
    phone.putUrlCredentials({ username: 'phone', password: 'old' });
    phone.urlCredentials.password = 'new';
    expect(phone.urlCredentialsInput).toEqual({ username: 'phone', password: 'new' });
    expect(phone.urlCredentials.passwordInput).toBe('new');
    phone.resetUrlCredentials();
    expect(synth(stack)['resource']).toEqual({
      gigaset_device: {
        phone: { mac_id: reception.macId, url: reception.url, provider_name: reception.providerName },
      },
    });
  });

  test("another phone's credentials can be passed on", () => {
    const stack = newStack();
    const other = new Device(stack, 'other', { ...reception, urlCredentials: { username: 'a', password: 'b' } });
    new Device(stack, 'phone', { ...reception, urlCredentials: other.urlCredentials });
    expect(synth(stack)['resource']).toMatchObject({
      gigaset_device: { phone: { url_credentials: '${gigaset_device.other.url_credentials}' } },
    });
  });

  test('renders credentials in HCL as an attribute, not as a block', () => {
    const stack = newStack();
    new Device(stack, 'phone', { ...reception, urlCredentials: { username: 'ph"one', password: 'secret' } });
    expect(Testing.synthHcl(stack)).toContain(`resource "gigaset_device" "phone" {
mac_id = "7C2F80820EC0-55DF"
provider_name = "Daryna"
url = "http://provider.example/xml/%MACD.xml"
url_credentials = {
password = "secret"
username = "ph\\"one"
}
}`);
  });

  test('a registered phone can be imported', () => {
    const stack = newStack();
    new GigasetProvider(stack, 'gigaset');
    Device.generateConfigForImport(stack, 'reception', '7C2F80820EC0');
    expect(synth(stack)['import']).toEqual([{ id: '7C2F80820EC0', to: 'gigaset_device.reception' }]);
  });
});

describe('DeviceList', () => {
  const csv = 'mac_id,provider_name\n7C2F80820EC0-55DF,\n7C2F80208295-1910,Legacy\n';
  const { url } = reception;

  test('passes every setting on and omits those not given', () => {
    const stack = newStack();
    new DeviceList(stack, 'few', { devices: csv });
    const urlCredentials = { username: 'phone', passwordWo: 'secret', passwordWoVersion: 1 };
    const more = { url, urlCredentials, providerName: 'Daryna', onFailure: 'continue', onConflict: 'replace' };
    new DeviceList(stack, 'all', { devices: csv, ...more });
    expect(synth(stack)['resource']).toEqual({
      gigaset_device_list: {
        few: { devices: csv },
        all: {
          devices: csv,
          url,
          url_credentials: { username: 'phone', password_wo: 'secret', password_wo_version: 1 },
          provider_name: 'Daryna',
          on_failure: 'continue',
          on_conflict: 'replace',
        },
      },
    });
  });

  test('settings can be changed and reset', () => {
    const stack = newStack();
    const list = new DeviceList(stack, 'all', { devices: csv, url, providerName: 'Daryna', onFailure: 'continue' });
    list.devices = 'mac_id\n';
    list.providerName = 'Legacy';
    list.resetUrl();
    list.resetOnFailure();
    expect([list.devicesInput, list.urlInput, list.providerNameInput]).toEqual(['mac_id\n', undefined, 'Legacy']);
    expect(synth(stack)['resource']).toEqual({
      gigaset_device_list: { all: { devices: 'mac_id\n', provider_name: 'Legacy' } },
    });
  });

  test('all phones of an account can be imported', () => {
    const stack = newStack();
    new GigasetProvider(stack, 'gigaset');
    DeviceList.generateConfigForImport(stack, 'all', '*');
    expect(synth(stack)['import']).toEqual([{ id: '*', to: 'gigaset_device_list.all' }]);
  });
});
