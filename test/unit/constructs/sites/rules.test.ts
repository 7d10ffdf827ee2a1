import { Aspects, TerraformVariable } from 'cdktn';
import {
  AllowedHosts,
  Device,
  DeviceList,
  Fleet,
  GigasetProvider,
  MaxDeregistrations,
  Phones,
  RequireHttps,
} from 'gigaset-redirect/cdktn';
import { expectFleet } from 'gigaset-redirect/cdktn/testing';
import { macIdOf } from '../../../support/phones.ts';
import { newStack, resourcesOf, target } from './stacks.ts';

const forbidden = 'http://user:secret@other.example/%MACD.xml';

/** A stack with a rule and phones that are declared in each way. */
function stackWith(rule: Parameters<Aspects['add']>[0], url: string): ReturnType<typeof newStack> {
  const stack = newStack();
  new GigasetProvider(stack, 'gigaset');
  Aspects.of(stack).add(rule);
  new Fleet(stack, 'fleet', { ...target, phones: Phones.of([{ macId: macIdOf(1), url }]) });
  new Device(stack, 'device', { macId: macIdOf(2), url, providerName: 'Daryna' });
  new DeviceList(stack, 'list', { url, providerName: 'Daryna', devices: `mac_id\n${macIdOf(3)}\n` });
  new DeviceList(stack, 'rows', { providerName: 'Daryna', devices: `mac_id,url\n${macIdOf(4)},${url}\n` });
  return stack;
}

describe.each([
  ['RequireHttps', new RequireHttps(), /must be https/, { requireHttps: true, allowedUrlHosts: undefined }],
  [
    'AllowedHosts',
    new AllowedHosts(['provider.example', '*.provider.example']),
    /allowed hosts are provider\.example, \*\.provider\.example/,
    { requireHttps: undefined, allowedUrlHosts: ['provider.example', '*.provider.example'] },
  ],
])('%s', (_, rule, message, settings) => {
  test('rejects a URL wherever it is declared, without showing its password', () => {
    const stack = stackWith(rule, forbidden);
    expectFleet(stack).toBeRejected(message);
    expect(() => expectFleet(stack).toBeValid()).toThrow(/^(?!.*secret)/s);
    for (const place of ['fleet', 'device', 'list', 'rows']) {
      const child = stack.node.findChild(place);
      expectFleet(child).toBeRejected(message);
      // Once, although the stack is synthesized repeatedly.
      expect(child.node.metadata.filter(({ type }) => type.endsWith('/error'))).toHaveLength(1);
    }
    expectFleet(stack)
      .toBeRejected(/^phone 1 of the array: /)
      .toBeRejected(/^devices, line 2: /);
  });

  test('accepts other URLs', () => {
    expectFleet(stackWith(rule, 'https://berlin.provider.example/')).toBeValid();
  });

  test('leaves URLs that are not known yet to the provider', () => {
    const stack = newStack();
    const provider = new GigasetProvider(stack, 'gigaset');
    Aspects.of(stack).add(rule);
    const { stringValue } = new TerraformVariable(stack, 'url', { type: 'string' });
    new Fleet(stack, 'fleet', { url: stringValue, providerName: 'Daryna', phones: Phones.of([{ macId: macIdOf(1) }]) });
    new DeviceList(stack, 'list', { ...target, devices: stringValue });
    expectFleet(stack).toBeValid();
    expect({ requireHttps: provider.requireHttpsInput, allowedUrlHosts: provider.allowedUrlHostsInput }).toEqual(
      settings,
    );
  });
});

test('AllowedHosts takes host names only', () => {
  expect(() => new AllowedHosts(['https://provider.example'])).toThrow(/is not a host name/);
});

describe('MaxDeregistrations', () => {
  const limitsWith = (limit: ConstructorParameters<typeof MaxDeregistrations>[0], own?: string) => {
    const stack = newStack();
    new GigasetProvider(stack, 'gigaset');
    Aspects.of(stack).add(new MaxDeregistrations(limit));
    new Fleet(stack, 'fleet', {
      ...target,
      phones: Phones.of([{ macId: macIdOf(1) }]),
      ...(own !== undefined && { maxDeregistrations: own }),
    });
    return stack;
  };

  test('sets the limit of lists without one', () => {
    const { gigaset_device_list: lists = {} } = resourcesOf(limitsWith('10%'));
    expect(Object.values(lists)).toMatchObject([{ max_deregistrations: '10%' }]);
  });

  test.each([
    [10, '10'],
    ['10%', '9.5 %'],
  ] as const)('within %s, a list may have the limit %s', (limit, own) => {
    expectFleet(limitsWith(limit, own)).toBeValid();
  });

  test.each([
    [10, '11'],
    ['10%', '11%'],
    [10, '5%'],
    ['10%', '5'],
    [10, 'many'],
  ] as const)('within %s, a list must not have the limit %s', (limit, own) => {
    expectFleet(limitsWith(limit, own)).toBeRejected(/the limit for this scope is 10/);
  });

  test('refuses what is neither a number of phones nor a percentage', () => {
    expect(() => new MaxDeregistrations(-1)).toThrow(/neither a number of phones/);
  });
});
