import fc from 'fast-check';
import {
  compareWithAccount,
  engineOf,
  formatReport,
  MAX_REPORT_LENGTH,
  phonesOfFile,
  planHash,
  readFleetChange,
} from '../../../cli/plan/index.ts';
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

const numbersOf = (plan: Readonly<Record<string, unknown>>) => {
  const { registered, repointed, deregistered } = readFleetChange(plan);
  return { registered: registered.length, repointed: repointed.length, deregistered: deregistered.length };
};

const report = (plan: Readonly<Record<string, unknown>>): string => {
  const change = readFleetChange(plan);
  return formatReport(change, { title: undefined, engine: undefined, hash: planHash(plan, change), shrinkPercent: 10 });
};

describe('the changes of a plan', () => {
  test('of a list are those between its two files', () => {
    fc.assert(
      fc.property(fleets, ([before, after]) => {
        const plan = planOf(
          resourceChange('gigaset_device_list.a', listValues(before.values()), listValues(after.values())),
        );
        expect(numbersOf(plan)).toEqual(counts(before, after));
      }),
    );
  });

  test('of single devices are those of each phone', () => {
    fc.assert(
      fc.property(fleets, ([before, after]) => {
        const macs = [...new Set([...before.keys(), ...after.keys()])];
        const changes = macs.map((mac) => {
          const [old, next] = [before.get(mac), after.get(mac)];
          return resourceChange(
            `gigaset_device.${mac}`,
            old === undefined ? null : deviceValues(old),
            next === undefined ? null : deviceValues(next),
          );
        });
        expect(numbersOf(planOf(...changes))).toEqual(counts(before, after));
      }),
    );
  });

  test('of a phone that moves to another resource are none', () => {
    fc.assert(
      fc.property(fleets, ([fleet]) => {
        const plan = planOf(
          resourceChange('gigaset_device_list.a', listValues(fleet.values()), null),
          ...[...fleet.values()].map((phone) =>
            resourceChange(`gigaset_device.${phone.mac}`, null, deviceValues(phone)),
          ),
        );
        expect(numbersOf(plan)).toEqual({ registered: 0, repointed: 0, deregistered: 0 });
      }),
    );
  });

  test('of a replaced resource are registrations with the same target', () => {
    const phone = { mac: macOf(1), url: 'http://a.example/', providerName: 'Daryna' };
    const values = deviceValues(phone);
    const plan = planOf(resourceChange('gigaset_device.a', values, values, ['delete', 'create']));
    expect(readFleetChange(plan).replaced.map(({ mac }) => mac)).toEqual([phone.mac]);
  });
});

describe('a report', () => {
  test('contains no ID and no password', () => {
    fc.assert(
      fc.property(fleets, ([before, after]) => {
        const plan = planOf(
          resourceChange('gigaset_device_list.a', listValues(before.values()), {
            ...listValues(after.values()),
            url_credentials: { username: 'u', password: 's3cret' },
          }),
        );
        const text = report(plan);
        expect(text).not.toMatch(/BEEF|s3cret/);
      }),
    );
  });

  test('does not notify people whom a provider name mentions', () => {
    const phone = { mac: macOf(1), url: 'http://a.example/', providerName: '@all [x](javascript:y) <b>' };
    const text = report(planOf(resourceChange('gigaset_device.a', null, deviceValues(phone))));
    expect(text).not.toMatch(/@all|<b>|\]\(/);
  });

  test('fits a comment with 100,000 phones, each with its own URL', () => {
    const phones = Array.from({ length: 100_000 }, (_, number) => ({
      mac: macOf(number),
      url: `http://a.example/${number}`,
      providerName: 'Daryna',
    }));
    const text = report(planOf(resourceChange('gigaset_device_list.a', null, listValues(phones))));
    expect(text.length).toBeLessThanOrEqual(MAX_REPORT_LENGTH);
    expect(text).toContain('100,000 phones registered');
    expect(text).toMatch(/and [\d,]+ phones more, in the plan/);
  });

  test.each([
    ['loses 60 of its 100 phones', Array.from({ length: 100 }, (_, i) => i), Array.from({ length: 40 }, (_, i) => i)],
  ])('warns if the fleet %s', (warning, before, after) => {
    const values = (numbers: readonly number[]) =>
      listValues(numbers.map((n) => ({ mac: macOf(n), url: 'https://a.example/', providerName: 'D' })));
    expect(report(planOf(resourceChange('gigaset_device_list.a', values(before), values(after))))).toContain(warning);
  });

  test('warns of new hosts, of http in place of https, and of a failed plan', () => {
    const phone = (url: string) => deviceValues({ mac: macOf(1), url, providerName: 'D' });
    const plan = planOf(resourceChange('gigaset_device.a', phone('https://a.example/'), phone('http://new.example/')));
    const text = report({ ...plan, errored: true });
    expect(text).toContain('`new.example` is a host that no phone of this fleet pointed to before');
    expect(text).toContain('1 phone points to http instead of https');
    expect(text).toContain('Planning failed');
  });
});

describe('the hash of a plan', () => {
  const hash = (plan: Readonly<Record<string, unknown>>): string => planHash(plan, readFleetChange(plan));

  test('is the same for the same changes in another order', () => {
    fc.assert(
      fc.property(fleets, ([before, after]) => {
        const change = (old: Fleet, next: Fleet, reverse: boolean) =>
          planOf(
            resourceChange(
              'gigaset_device_list.a',
              listValues(reverse ? [...old.values()].reverse() : old.values()),
              listValues(reverse ? [...next.values()].reverse() : next.values()),
            ),
          );
        expect(hash({ ...change(before, after, true), timestamp: 'later' })).toBe(hash(change(before, after, false)));
      }),
    );
  });

  test('differs if a phone gets another target', () => {
    fc.assert(
      fc.property(fleets, fleets, ([before, after], [other]) => {
        const isEqual = [...new Set([...after.keys(), ...other.keys()])].every((mac) => isSame(after, other, mac));
        fc.pre(!isEqual);
        const to = (next: Fleet) =>
          planOf(resourceChange('gigaset_device_list.a', listValues(before.values()), listValues(next.values())));
        expect(hash(to(after))).not.toBe(hash(to(other)));
      }),
    );
  });

  test('differs if another resource changes', () => {
    const other = (value: string) => planOf(resourceChange('null_resource.a', { id: '1' }, { id: value }));
    expect(hash(other('2'))).not.toBe(hash(other('3')));
  });

  test('does not depend on secrets', () => {
    const plan = (password: string) =>
      planOf(
        resourceChange('gigaset_device.a', null, {
          ...deviceValues({ mac: macOf(1), url: 'http://a/', providerName: 'D' }),
          password,
        }),
      );
    expect(hash(plan('one'))).toBe(hash(plan('two')));
  });
});

test('an account differs from a file by exactly the phones that differ', () => {
  fc.assert(
    fc.property(fleets, ([declared, registered]) => {
      const parsed = parseFleet(String(listValues(declared.values())['devices']));
      const registrations = [...registered.values()].map((phone) => ({ ...phone, date: '' }));
      const found = compareWithAccount(
        phonesOfFile(parsed.fleet, { url: undefined, providerName: undefined }),
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
])('names the engine of a plan with the provider %s', (provider, name) => {
  const change = { ...resourceChange('gigaset_device.one', null, null), provider_name: provider };
  expect(engineOf(planOf(change))).toBe(name);
});
