import { TerraformOutput, TerraformStack, Testing } from 'cdktn';
import { Device, device, GigasetProvider } from 'gigaset-redirect/cdktn';

// The code for both libraries is generated from one source; constructs.test.ts covers what they have in common.

const newStack = (): TerraformStack => new TerraformStack(Testing.app(), 'fleet');

test('a stack of cdktn contains a phone', () => {
  const stack = newStack();
  new GigasetProvider(stack, 'gigaset');
  new Device(stack, 'phone', { macId: '7C2F80820EC0-55DF', url: 'http://provider.example/', providerName: 'Daryna' });
  const { resource }: { resource: unknown } = JSON.parse(Testing.synth(stack));
  expect(resource).toEqual({
    gigaset_device: {
      phone: { mac_id: '7C2F80820EC0-55DF', url: 'http://provider.example/', provider_name: 'Daryna' },
    },
  });
});

test('the functions of the provider can be called', () => {
  const stack = newStack();
  const { functions } = new GigasetProvider(stack, 'gigaset');
  new TerraformOutput(stack, 'mac', { value: functions.normalizeMac('7c:2f:80:82:0e:c0') });
  const { output }: { output: unknown } = JSON.parse(Testing.synth(stack));
  expect(output).toEqual({ mac: { value: '${provider::gigaset::normalize_mac("7c:2f:80:82:0e:c0")}' } });
});

test('namespaces offer the same classes', () => {
  expect(device.Device).toBe(Device);
});
