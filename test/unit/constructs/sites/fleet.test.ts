import { join } from 'node:path';
import { App, Fn, TerraformVariable } from 'cdktn';
import fc from 'fast-check';
import { Fleet, GigasetProvider, Phones, RedirectUrl, Site } from 'gigaset-redirect/cdktn';
import { expectFleet } from 'gigaset-redirect/cdktn/testing';
import { macIdOf, macOf } from '../../../support/phones.ts';
import { macIds, newStack, resourcesOf, target, url, useFolder } from './stacks.ts';

const folderWith = useFolder();
const phonesOf = (ids: readonly string[]): Phones => Phones.of(ids.map((macId) => ({ macId })));

describe('a small fleet', () => {
  test('declares a resource for each phone, and an empty list', () => {
    const stack = newStack();
    const fleet = new Fleet(stack, 'berlin', { ...target, phones: phonesOf(macIds(2)) });
    const { gigaset_device: devices = {}, gigaset_device_list: lists = {} } = resourcesOf(stack);
    expect(Object.values(devices)).toEqual(
      [1, 2].map((at) => ({
        mac_id: macIdOf(at),
        url,
        provider_name: 'Daryna',
        keep_registration: true,
        lifecycle: { create_before_destroy: true },
      })),
    );
    expect(Object.values(lists)).toEqual([
      {
        devices: 'mac_id\n',
        url,
        provider_name: 'Daryna',
        depends_on: Object.keys(devices).map((name) => `gigaset_device.${name}`),
      },
    ]);
    expect(fleet.isList).toBe(false);
    expect(fleet.device(macOf(1)).macIdInput).toBe(macIdOf(1));
    expect(() => fleet.device(macOf(3))).toThrow(/has no phone/);
  });

  test('names resources after MACs, so that an address contains no secret', () => {
    const stack = newStack();
    new Fleet(stack, 'berlin', { ...target, phones: phonesOf(macIds(1)) });
    expect(Object.keys(resourcesOf(stack).gigaset_device ?? {})).toEqual([
      expect.stringMatching(new RegExp(`^berlin_${macOf(1)}_[0-9A-F]{8}$`)),
    ]);
  });

  test('needs no list if it never becomes one', () => {
    const stack = newStack();
    const fleet = new Fleet(stack, 'berlin', { ...target, phones: phonesOf(macIds(3)), listAbove: Infinity });
    expect(Object.keys(resourcesOf(stack))).toEqual(['gigaset_device']);
    expect(fleet.list).toBeUndefined();
    expect(fleet.resources).toEqual([1, 2, 3].map((at) => fleet.device(macOf(at))));
  });
});

describe('a large fleet', () => {
  test('is one list', () => {
    const stack = newStack();
    const settings = { maxDeregistrations: '5', onConflict: 'replace', onFailure: 'continue' } as const;
    const fleet = new Fleet(stack, 'berlin', { ...target, ...settings, phones: phonesOf(macIds(3)), listAbove: 2 });
    const { gigaset_device: devices, gigaset_device_list: lists = {} } = resourcesOf(stack);
    expect(devices).toBeUndefined();
    expect(Object.values(lists)).toEqual([
      {
        devices: `mac_id\n${macIds(3).join('\n')}\n`,
        url,
        provider_name: 'Daryna',
        max_deregistrations: '5',
        on_conflict: 'replace',
        on_failure: 'continue',
      },
    ]);
    expect(fleet.isList).toBe(true);
    expect(() => fleet.device(macOf(1))).toThrow(/is a list/);
  });

  test('begins above 200 phones', () => {
    const sizes = [200, 201].map(
      (size) => new Fleet(newStack(), 'berlin', { ...target, phones: phonesOf(macIds(size)) }),
    );
    expect(sizes.map(({ isList }) => isList)).toEqual([false, true]);
  });

  test('has a row for each phone with its own target', () => {
    const stack = newStack();
    new Fleet(stack, 'berlin', {
      ...target,
      listAbove: 0,
      phones: Phones.of([
        { macId: macIdOf(1) },
        { macId: macIdOf(2), url: RedirectUrl.of('https://other.example').macd(), providerName: 'Daryna, Berlin' },
      ]),
    });
    expect(Object.values(resourcesOf(stack).gigaset_device_list ?? {})[0]?.devices).toBe(
      `mac_id,url,provider_name\n${macIdOf(1)},,\n${macIdOf(2)},https://other.example/%MACD.xml,"Daryna, Berlin"\n`,
    );
  });
});

test.each(['ids', 'idsWo'] as const)('a fleet with separate IDs in %s is a list, however small', (property) => {
  const stack = newStack();
  const { stringValue } = new TerraformVariable(stack, 'ids', { type: 'string', sensitive: true });
  const phones = phonesOf([macOf(1)]);
  const fleet = new Fleet(stack, 'berlin', { ...target, phones, listAbove: Infinity, [property]: stringValue });
  expect(fleet.isList).toBe(true);
  expect(Object.values(resourcesOf(stack).gigaset_device_list ?? {})).toMatchObject([
    { devices: `mac_id\n${macOf(1)}\n`, [property === 'ids' ? 'ids' : 'ids_wo']: '${var.ids}' },
  ]);
});

test('the order of the phones changes nothing', () => {
  const synth = (ids: readonly string[], listAbove: number): string => {
    const stack = newStack();
    new Fleet(stack, 'berlin', { ...target, phones: phonesOf(ids), listAbove });
    return JSON.stringify(resourcesOf(stack));
  };
  const ids = macIds(6);
  fc.assert(
    fc.property(fc.shuffledSubarray([...ids], { minLength: 6 }), fc.constantFrom(2, 10), (shuffled, listAbove) => {
      expect(synth(shuffled, listAbove)).toBe(synth(ids, listAbove));
    }),
    { numRuns: 20 },
  );
});

describe('inheritance', () => {
  test('a fleet has the target, the credentials and the provider of its site', () => {
    const stack = newStack();
    const provider = new GigasetProvider(stack, 'provider', { alias: 'berlin' });
    const urlCredentials = { username: 'phones', password: 'secret' };
    const germany = new Site(stack, 'germany', { providerName: 'Daryna', provider });
    const berlin = new Site(germany, 'berlin', { url, urlCredentials });
    new Fleet(berlin, 'phones', { phones: phonesOf(macIds(1)) });
    const [device] = Object.values(resourcesOf(stack).gigaset_device ?? {});
    expect(device).toMatchObject({
      url,
      url_credentials: urlCredentials,
      provider_name: 'Daryna',
      provider: 'gigaset.berlin',
    });
    expect(Site.of(berlin)).toBe(berlin);
  });

  test('another URL does not get the credentials of the site', () => {
    const stack = newStack();
    const site = new Site(stack, 'berlin', { ...target, urlCredentials: { username: 'phones', password: 'secret' } });
    new Fleet(site, 'other', { url: 'https://other.example/', phones: phonesOf(macIds(1)) });
    new Fleet(site, 'own', { phones: Phones.of([{ macId: macIdOf(2), url: 'https://other.example/%MACD' }]) });
    expect(JSON.stringify(resourcesOf(stack).gigaset_device)).not.toContain('secret');
  });

  test('credentials in the URL of a row move to where plans hide them', () => {
    const stack = newStack();
    const folder = folderWith({
      'berlin.csv': `mac_id,url,provider_name\n${macIdOf(1)},https://phones:secret@provider.example/,Daryna\n`,
    });
    new Fleet(stack, 'berlin', { phones: Phones.fromFile(join(folder, 'berlin.csv')) });
    expect(Object.values(resourcesOf(stack).gigaset_device ?? {})).toMatchObject([
      { url: 'https://provider.example/', url_credentials: { username: 'phones', password: 'secret' } },
    ]);
  });
});

describe('tokens', () => {
  test.each([
    ['single resources', 10],
    ['a list', 0],
  ])('are passed to %s without being parsed', (_, listAbove) => {
    const stack = newStack();
    new GigasetProvider(stack, 'gigaset');
    const variable = (name: string): string =>
      new TerraformVariable(stack, name, { type: 'string', sensitive: true }).stringValue;
    new Fleet(stack, 'berlin', {
      url: variable('url'),
      providerName: variable('name'),
      listAbove,
      phones: Phones.of([{ mac: macOf(1), macId: variable('mac_id'), providerName: Fn.upper('daryna') }]),
    });
    expectFleet(stack).toBeValid().toRegister(macOf(1), { url: '${var.url}', providerName: '${upper("daryna")}' });
    expect(JSON.stringify(resourcesOf(stack))).toContain('${var.mac_id}');
  });

  test('a MAC-ID that is a token needs a MAC', () => {
    const stack = newStack();
    const { stringValue } = new TerraformVariable(stack, 'mac_id', { type: 'string' });
    new Fleet(stack, 'berlin', { ...target, phones: Phones.of([{ macId: stringValue }]) });
    expectFleet(stack).toBeRejected(/^phone 1 of the array: Its MAC-ID is a token/);
  });

  test('what looks like a template in a file is taken literally', () => {
    const stack = newStack();
    const folder = folderWith({ 'berlin.csv': `mac_id,provider_name\n${macIdOf(1)},%{if} \${var.x}\n` });
    new Fleet(stack, 'berlin', { url, phones: Phones.fromFile(join(folder, 'berlin.csv')) });
    expect(JSON.stringify(resourcesOf(stack))).toContain('%%{if} $${var.x}');
    expectFleet(stack).toRegister(macOf(1), { providerName: '%{if} ${var.x}' });
  });
});

describe('mistakes fail the synth', () => {
  test.each([
    ['an invalid MAC-ID', 'mac_id\n7C2F\n', /berlin\.csv, line 2: "7C2F" is not a MAC-ID/],
    ['a column that is unknown', 'mac_id,uri\n', /berlin\.csv, line 1: "uri" is not a column/],
    ['an empty file', '', /berlin\.csv is empty/],
    ['an Excel workbook', 'PK\u0003\u0004', /berlin\.csv: It is an Excel workbook/],
  ])('with file and line: %s', (_, text, message) => {
    const stack = newStack();
    const folder = folderWith({ 'berlin.csv': text });
    new Fleet(stack, 'berlin', { ...target, phones: Phones.fromFile(join(folder, 'berlin.csv')) });
    expectFleet(stack).toBeRejected(message);
  });

  test('all at once, from all files of a folder', () => {
    const stack = newStack();
    const folder = folderWith({
      'a.csv': 'mac_id\nx\n',
      'b.csv': `mac_id\n${macIdOf(1)}\n`,
      'c.csv': `mac_id\n# moved\n${macIdOf(1)}\ny\n`,
      'd.csv': `mac_id\n${macIdOf(1)}\n`,
      'below/e.csv': 'mac_id\nz\n',
      'notes.txt': 'nothing',
    });
    new Fleet(stack, 'berlin', { ...target, phones: Phones.fromFolder(folder) });
    expectFleet(stack)
      .toBeRejected(/a\.csv, line 2/)
      .toBeRejected(/c\.csv, line 4/)
      .toBeRejected(/d\.csv, line 2: Phone \w+ is already in .*b\.csv, line 2/);
    expect(() => expectFleet(stack).toBeRejected(/e\.csv/)).toThrow('Nothing matches');
  });

  test('a folder without CSV files', () => {
    const stack = newStack();
    new Fleet(stack, 'berlin', { ...target, phones: Phones.fromFolder(folderWith({ 'notes.txt': '' })) });
    expectFleet(stack).toBeRejected(/contains no CSV files/);
  });

  test('a file or a folder that does not exist, with the fleet and the path', () => {
    const stack = newStack();
    const site = new Site(stack, 'berlin', target);
    new Fleet(site, 'office', { phones: Phones.fromFile('nowhere/berlin.csv') });
    new Fleet(site, 'warehouse', { phones: Phones.fromFolder('nowhere/halls') });
    new Fleet(site, 'gate', { phones: Phones.fromFile(folderWith({})) });
    expectFleet(stack)
      .toBeRejected(/nowhere\/berlin\.csv does not exist in .*correct the path/)
      .toBeRejected(/nowhere\/halls does not exist in/)
      .toBeRejected(/cannot be read: EISDIR/);
    expect(() => App.of(stack).synth()).toThrow(/\[.*\/berlin\/office\] nowhere\/berlin\.csv/);
  });

  test('a phone in two fleets of the app', () => {
    const stack = newStack();
    new Fleet(stack, 'berlin', { ...target, phones: phonesOf(macIds(1)) });
    new Fleet(stack, 'hamburg', { ...target, phones: phonesOf(macIds(2)) });
    expectFleet(stack).toBeRejected(new RegExp(`^phone 1 of the array: Phone ${macOf(1)} is already in phone 1`));
  });

  test('a phone without a target', () => {
    const stack = newStack();
    new Fleet(stack, 'berlin', { phones: phonesOf(macIds(1)) });
    expectFleet(stack)
      .toBeRejected(/has no URL/)
      .toBeRejected(/has no provider name/);
  });

  test.each([
    ['a site', (stack: ReturnType<typeof newStack>) => new Site(stack, 'berlin', { url: 'provider.example' })],
    [
      'a fleet',
      (stack: ReturnType<typeof newStack>) =>
        new Fleet(stack, 'berlin', { url: 'provider.example', providerName: 'Daryna', phones: phonesOf([]) }),
    ],
  ])('an invalid URL of %s', (_, add) => {
    const stack = newStack();
    add(stack);
    expectFleet(stack).toBeRejected(/is not a redirect URL/);
  });

  test.each([
    ['a phone whose MAC and MAC-ID differ', { mac: macOf(1), macId: macIdOf(2) }, /Its mac is .* begins with/],
    ['an invalid MAC', { mac: 'x', macId: macIdOf(2) }, /is not a MAC-ID/],
    ['an invalid provider name', { macId: macIdOf(2), providerName: ' Daryna' }, /phone 1 .* is not a provider name/],
    ['an invalid URL', { macId: macIdOf(2), url: 'provider.example' }, /phone 1 .* is not a redirect URL/],
  ])('%s', (_, phone, message) => {
    const stack = newStack();
    new Fleet(stack, 'berlin', { ...target, phones: Phones.of([phone]) });
    expectFleet(stack).toBeRejected(message);
  });

  test('no message contains an ID', () => {
    const stack = newStack();
    new Fleet(stack, 'berlin', { phones: phonesOf([macIdOf(1), macIdOf(1), `${macOf(2)}-55D`]) });
    expect(() => expectFleet(stack).toBeValid()).toThrow(new RegExp(`^(?!.*(${macIdOf(1)}|55D\\b))`, 's'));
  });
});
