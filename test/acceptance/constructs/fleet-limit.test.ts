import * as cdktf from 'cdktf';
import * as cdktn from 'cdktn';
import * as forCdktf from 'gigaset-redirect/cdktf';
import * as forCdktn from 'gigaset-redirect/cdktn';
import { engineAt } from '../../support/engine.ts';
import { macIdOf, macOf } from '../../support/phones.ts';
import { useRedirectService } from '../engines/redirect-service.ts';

const service = useRedirectService();

/** The numbers `from` to `to`. */
const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at);

const settings = {
  listAbove: 22,
  url: 'https://provider.example/xml/%MACD.xml',
  providerName: 'Daryna',
};

/** The synthesized stack with a fleet of these phones, for each library. */
const libraries = [
  {
    library: 'cdktf',
    synth: (numbers: readonly number[]): string => {
      const stack = new cdktf.TerraformStack(cdktf.Testing.app(), 'stack');
      new forCdktf.GigasetProvider(stack, 'gigaset');
      const phones = forCdktf.Phones.of(numbers.map((number) => ({ macId: macIdOf(number) })));
      new forCdktf.Fleet(new forCdktf.Site(stack, 'berlin'), 'phones', { ...settings, phones });
      return cdktf.Testing.synth(stack, true);
    },
  },
  {
    library: 'cdktn',
    synth: (numbers: readonly number[]): string => {
      const stack = new cdktn.TerraformStack(cdktn.Testing.app(), 'stack');
      new forCdktn.GigasetProvider(stack, 'gigaset');
      const phones = forCdktn.Phones.of(numbers.map((number) => ({ macId: macIdOf(number) })));
      new forCdktn.Fleet(new forCdktn.Site(stack, 'berlin'), 'phones', { ...settings, phones });
      return cdktn.Testing.synth(stack, true);
    },
  },
] as const;

/** The registrations of these phones, as the server lists them, with their dates. */
async function registrationsOf(numbers: readonly number[]): Promise<readonly unknown[]> {
  const macs = numbers.map(macOf);
  const list: unknown = await service.call('listDevices');
  if (!Array.isArray(list)) throw new Error('listDevices answered no list');
  const rows: readonly unknown[] = list;
  return rows.filter((row) => Array.isArray(row) && macs.includes(String(row[0])));
}

/** Each library, and each engine: one engine runs both libraries, two engines run one each. */
const combinations = libraries.map((library, at) => {
  const engine = engineAt(at);
  return { ...library, ...engine, engine };
});

describe.each(combinations)('$library on $name $version', ({ synth, engine }) => {
  test('a fleet that crosses the limit up and down loses no phone', async () => {
    const project = await service.project(engine, { 'main.tf.json': synth(range(1, 20)) });
    expect(await project.apply()).toMatchObject({ code: 0 });
    expect(await project.plan()).toMatchObject({ code: 0 });

    /** Applies a fleet of these phones; the phones that stay must not notice. */
    const becomes = async (numbers: readonly number[], staying: readonly number[]): Promise<readonly string[]> => {
      const before = await registrationsOf(staying);
      expect(before).toHaveLength(staying.length);
      project.write({ 'main.tf.json': synth(numbers) });
      const calls = await service.callsDuring(async () => expect(await project.apply()).toMatchObject({ code: 0 }));
      // The same dates: the phones were not deregistered and registered again.
      expect(await registrationsOf(staying)).toEqual(before);
      expect((await service.rows()).map(({ mac }) => mac)).toEqual(numbers.map(macOf));
      expect(await project.plan()).toMatchObject({ code: 0 });
      return calls.filter((method) => method.startsWith('deregister'));
    };

    // Phone 1 leaves in the same apply in which the fleet becomes a list, and phones 21 to 25 in the one back.
    expect(await becomes(range(2, 25), range(2, 20))).toEqual(['deregisterDevice']);
    expect(await project.resources()).toMatchObject([{ type: 'gigaset_device_list', values: { device_count: 24 } }]);
    expect(await becomes(range(2, 20), range(2, 20))).toEqual(['deregisterDeviceList']);
    expect((await project.resources()).map(({ type }) => type)).toEqual([
      ...range(2, 20).map(() => 'gigaset_device'),
      'gigaset_device_list',
    ]);
    expect(await project.destroy()).toMatchObject({ code: 0 });
    expect(await service.rows()).toEqual([]);
  });
});
