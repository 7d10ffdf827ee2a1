import fc from 'fast-check';
import {
  compareWithAccount,
  createTargetPool,
  formatReport,
  MAX_REPORT_LENGTH,
  phonesOfFile,
  readPlan,
  type Plan,
} from '../../../cli/plan/index.ts';
import { chunksOf } from './chunks.ts';
import { deviceValues, type Fleet, fleets, idOf, listValues, macOf, planOf, resourceChange } from './plans.ts';
import { parseFleet } from '#autoprov';

const isSame = (a: Fleet, b: Fleet, mac: string): boolean =>
  a.get(mac)?.url === b.get(mac)?.url && a.get(mac)?.providerName === b.get(mac)?.providerName;

/** The numbers that a report must show, counted from the fleets themselves. */
function counts(before: Fleet, after: Fleet) {
  const macs = [...new Set([...before.keys(), ...after.keys()])];
  return {
    registered: macs.filter((mac) => !before.has(mac)).length,
    repointed: macs.filter((mac) => before.has(mac) && after.has(mac) && !isSame(before, after, mac)).length,
    deregistered: macs.filter((mac) => !after.has(mac)).length,
  };
}

type Document = Readonly<Record<string, unknown>>;

async function planIn(document: Document): Promise<Plan> {
  const plan = await readPlan(chunksOf(JSON.stringify(document)));
  if (typeof plan === 'string') throw new Error(`The document is ${plan}.`);
  return plan;
}

const numbersOf = async (document: Document) => {
  const { registered, repointed, deregistered } = (await planIn(document)).change;
  return { registered: registered.length, repointed: repointed.length, deregistered: deregistered.length };
};

const report = async (document: Document): Promise<string> => {
  const { change, hash } = await planIn(document);
  return formatReport(change, { title: undefined, engine: undefined, hash, shrinkPercent: 10 });
};

describe('the changes of a plan', () => {
  test('of a list are those between its two files', async () => {
    await fc.assert(
      fc.asyncProperty(fleets, async ([before, after]) => {
        const plan = planOf(
          resourceChange('gigaset_device_list.a', listValues(before.values()), listValues(after.values())),
        );
        expect(await numbersOf(plan)).toEqual(counts(before, after));
      }),
    );
  });

  test('of single devices are those of each phone', async () => {
    await fc.assert(
      fc.asyncProperty(fleets, async ([before, after]) => {
        const macs = [...new Set([...before.keys(), ...after.keys()])];
        const changes = macs.map((mac) => {
          const [old, next] = [before.get(mac), after.get(mac)];
          return resourceChange(
            `gigaset_device.${mac}`,
            old === undefined ? null : deviceValues(old),
            next === undefined ? null : deviceValues(next),
          );
        });
        expect(await numbersOf(planOf(...changes))).toEqual(counts(before, after));
      }),
    );
  });

  test('of a phone that moves to another resource are none', async () => {
    await fc.assert(
      fc.asyncProperty(fleets, async ([fleet]) => {
        const plan = planOf(
          resourceChange('gigaset_device_list.a', listValues(fleet.values()), null),
          ...[...fleet.values()].map((phone) =>
            resourceChange(`gigaset_device.${phone.mac}`, null, deviceValues(phone)),
          ),
        );
        expect(await numbersOf(plan)).toEqual({ registered: 0, repointed: 0, deregistered: 0 });
      }),
    );
  });

  test('of a replaced resource are registrations with the same target', async () => {
    const phone = { mac: macOf(1), url: 'http://a.example/', providerName: 'Daryna' };
    const values = deviceValues(phone);
    const plan = planOf(resourceChange('gigaset_device.a', values, values, ['delete', 'create']));
    expect((await planIn(plan)).change.replaced.map(({ mac }) => mac)).toEqual([phone.mac]);
  });
});

describe('a report', () => {
  test('contains no ID and no password', async () => {
    await fc.assert(
      fc.asyncProperty(fleets, async ([before, after]) => {
        const plan = planOf(
          resourceChange('gigaset_device_list.a', listValues(before.values()), {
            ...listValues(after.values()),
            url_credentials: { username: 'u', password: 's3cret' },
          }),
        );
        const text = await report(plan);
        expect(text).not.toMatch(/BEEF|s3cret/);
      }),
    );
  });

  test('does not notify people whom a provider name mentions', async () => {
    const phone = { mac: macOf(1), url: 'http://a.example/', providerName: '@all [x](javascript:y) <b>' };
    const text = await report(planOf(resourceChange('gigaset_device.a', null, deviceValues(phone))));
    expect(text).not.toMatch(/@all|<b>|\]\(/);
  });

  test('fits a comment with 100,000 phones, each with its own URL', async () => {
    const phones = Array.from({ length: 100_000 }, (_, number) => ({
      mac: macOf(number),
      url: `http://a.example/${number}`,
      providerName: 'Daryna',
    }));
    const text = await report(planOf(resourceChange('gigaset_device_list.a', null, listValues(phones))));
    expect(text.length).toBeLessThanOrEqual(MAX_REPORT_LENGTH);
    expect(text).toContain('100,000 phones registered');
    expect(text).toMatch(/[\d,]+ more, in the plan/);
  });

  test.each([
    ['loses 60 of its 100 phones', Array.from({ length: 100 }, (_, i) => i), Array.from({ length: 40 }, (_, i) => i)],
  ])('warns if the fleet %s', async (warning, before, after) => {
    const values = (numbers: readonly number[]) =>
      listValues(numbers.map((n) => ({ mac: macOf(n), url: 'https://a.example/', providerName: 'D' })));
    expect(await report(planOf(resourceChange('gigaset_device_list.a', values(before), values(after))))).toContain(
      warning,
    );
  });

  test('warns of new hosts, of http in place of https, and of a failed plan', async () => {
    const phone = (url: string) => deviceValues({ mac: macOf(1), url, providerName: 'D' });
    const plan = planOf(resourceChange('gigaset_device.a', phone('https://a.example/'), phone('http://new.example/')));
    const text = await report({ ...plan, errored: true });
    expect(text).toContain('`new.example` is a host that no phone of this fleet pointed to before');
    expect(text).toContain('1 phone points to http instead of https');
    expect(text).toContain('Planning failed');
  });
});

describe('the hash of a plan', () => {
  const hash = async (document: Document): Promise<string> => (await planIn(document)).hash;

  test('is the same for the same changes in another order', async () => {
    await fc.assert(
      fc.asyncProperty(fleets, async ([before, after]) => {
        const change = (old: Fleet, next: Fleet, reverse: boolean) =>
          planOf(
            resourceChange(
              'gigaset_device_list.a',
              listValues(reverse ? [...old.values()].reverse() : old.values()),
              listValues(reverse ? [...next.values()].reverse() : next.values()),
            ),
          );
        expect(await hash({ ...change(before, after, true), timestamp: 'later' })).toBe(
          await hash(change(before, after, false)),
        );
      }),
    );
  });

  test('differs if a phone gets another target', async () => {
    await fc.assert(
      fc.asyncProperty(fleets, fleets, async ([before, after], [other]) => {
        const isEqual = [...new Set([...after.keys(), ...other.keys()])].every((mac) => isSame(after, other, mac));
        fc.pre(!isEqual);
        const to = (next: Fleet) =>
          planOf(resourceChange('gigaset_device_list.a', listValues(before.values()), listValues(next.values())));
        expect(await hash(to(after))).not.toBe(await hash(to(other)));
      }),
    );
  });

  test('differs if another resource changes', async () => {
    const other = (value: string) => planOf(resourceChange('null_resource.a', { id: '1' }, { id: value }));
    expect(await hash(other('2'))).not.toBe(await hash(other('3')));
  });

  test('does not depend on secrets', async () => {
    const plan = (password: string) =>
      planOf(
        resourceChange('gigaset_device.a', null, {
          ...deviceValues({ mac: macOf(1), url: 'http://a/', providerName: 'D' }),
          password,
        }),
      );
    expect(await hash(plan('one'))).toBe(await hash(plan('two')));
  });
});

test('an account differs from a file by exactly the phones that differ', () => {
  fc.assert(
    fc.property(fleets, ([declared, registered]) => {
      const parsed = parseFleet(String(listValues(declared.values())['devices']));
      const registrations = [...registered.values()].map((phone) => ({ ...phone, date: '' }));
      const found = compareWithAccount(
        phonesOfFile(parsed.fleet, { url: undefined, providerName: undefined }, createTargetPool()),
        registrations,
      );
      const expected = counts(registered, declared);
      expect({
        registered: found.missing.length,
        repointed: found.elsewhere.length,
        deregistered: found.undeclared.length,
      }).toEqual(expected);
      expect(found.matching).toBe(declared.size - expected.registered - expected.repointed);
      expect(JSON.stringify(found)).not.toContain(idOf('').slice(1));
    }),
  );
});

test.each([
  ['registry.opentofu.org/gigaset-redirect/gigaset', 'OpenTofu 1.12.6'],
  ['registry.terraform.io/gigaset-redirect/gigaset', 'Terraform 1.12.6'],
  ['registry.provider.example/gigaset-redirect/gigaset', 'engine 1.12.6'],
])('names the engine of a plan with the provider %s', async (provider, name) => {
  const change = { ...resourceChange('gigaset_device.one', null, null), provider_name: provider };
  expect((await planIn(planOf(change))).engine).toBe(name);
});
