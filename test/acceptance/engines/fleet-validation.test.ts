import { oneEngine } from '../../support/engine.ts';
import { idOf, macIdOf, macOf } from '../../support/phones.ts';
import { csv, fleetOf, numbers, rowsOf } from './fleet-list.ts';
import { hcl, resource, useRedirectService, words } from './redirect-service.ts';

const service = useRedirectService();

const bad = (n: number): string =>
  `${csv(numbers(5))}7C2F8082-0EC0\n${csv(numbers(n, 100)).split('\n').slice(1).join('\n')}`;

/** Lists with one mistake each: the mistake, the text, and the headline and an explanation of the error. */
const invalid: readonly (readonly [string, string, string, string])[] = [
  [
    'line 7 is no MAC-ID',
    bad(3),
    'Error: devices, line 7: "7C2F8082-****" is not a MAC-ID',
    'This one has 8 digits before the hyphen.',
  ],
  [
    'a phone is listed twice',
    `${csv(numbers(3))}\n# again\n${macIdOf(2).toLowerCase()}\n`,
    `Error: devices, line 7: phone ${macOf(2)} is on line 3 already`,
    'Each phone has one row: delete one of the two.',
  ],
  [
    'the header is missing',
    csv(numbers(3)).replace('mac_id\n', ''),
    'Error: devices, line 1: the header is missing',
    'This line already contains a phone. The first line names the columns: mac_id,url,provider_name.',
  ],
  [
    'a column is not known',
    csv([], undefined, 'mac_id,redirect'),
    'Error: devices, line 1: "redirect" is not a column',
    'The first line names the columns: mac_id,url,provider_name.',
  ],
  ['the text is empty', '', 'Error: devices is empty', 'A header without rows means no phones.'],
  [
    'a URL is invalid',
    csv(numbers(2), (i) => (i === 2 ? ',provider.example' : ','), 'mac_id,url'),
    'Error: devices, line 3: "provider.example" is not a redirect URL',
    'It must start with http:// or https://',
  ],
];

describe.each(oneEngine(import.meta.filename))('$name $version', (engine) => {
  test('a plan with invalid lists fails with the line of each mistake and without a request', async () => {
    const files = Object.fromEntries(invalid.map(([, devices], i) => [`list_${i}.csv`, devices]));
    const lists = invalid.map((_, i) => fleetOf({ devices: hcl(`file("list_${i}.csv")`) }, `list_${i}`));
    const project = await service.project(engine, { 'main.tf': lists.join(''), ...files });
    const calls = await service.callsDuring(async () => {
      const planned = await project.plan();
      expect(planned).toMatchObject({ code: 1 });
      const errors = words(planned.output)
        .split(/(?=Error: )/)
        .slice(1);
      const linesOfList = (lists[0] ?? '').split('\n').length - 1;
      for (const [i, [mistake, , summary, detail]] of invalid.entries()) {
        const place = `with gigaset_device_list.list_${i}, on main.tf line ${2 + i * linesOfList}`;
        expect({ mistake, told: errors.filter((error) => error.includes(place)) }).toEqual({
          mistake,
          told: [expect.stringContaining(summary)],
        });
        expect(errors.find((error) => error.includes(place))).toContain(detail);
      }
      expect(errors).toHaveLength(invalid.length);
      for (const i of [1, 2, 3]) expect(planned.output).not.toContain(idOf(i));
    });
    expect(calls).toEqual([]);
  });
  test('phones from another resource are unknown at plan and registered by the apply', async () => {
    const main =
      resource('resource "null_resource" "source"', {}) +
      fleetOf({ devices: hcl(`"mac_id\\n${macIdOf(1)}\\n# \${null_resource.source.id}\\n"`) });
    const project = await service.project(engine, main);
    const planned = await project.plan();
    expect(planned).toMatchObject({ code: 2 });
    expect(planned.output).toMatch(/\+ device_count +\= \(known after apply\)/);
    expect(planned.output).toMatch(/\+ last_change +\= \(known after apply\)/);
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(await service.rows()).toEqual(rowsOf([1]));
    expect(await project.plan()).toMatchObject({ code: 0 });
  });

  test('the number of phones is known even if the URL is unknown', async () => {
    const main =
      resource('resource "null_resource" "source"', {}) +
      fleetOf({ url: hcl('"http://provider.example/${null_resource.source.id}/%MACD.xml"') });
    const project = await service.project(engine, { 'main.tf': main, 'devices.csv': csv(numbers(3)) });
    const planned = await project.plan();
    expect(planned.output).toMatch(/\+ device_count +\= 3/);
    expect(planned.output).toMatch(/\+ digest +\= \(known after apply\)/);
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(await service.rows()).toHaveLength(3);
    expect(await project.plan()).toMatchObject({ code: 0 });
  });
});
