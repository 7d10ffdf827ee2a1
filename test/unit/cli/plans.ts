import fc from 'fast-check';

/** A phone as a configuration declares it. */
export interface Phone {
  readonly mac: string;
  readonly url: string;
  readonly providerName: string;
}

/** Phones by MAC. */
export type Fleet = ReadonlyMap<string, Phone>;

export const idOf = (mac: string): string => `${mac}-BEEF`;

const targets = fc.record({
  url: fc.constantFrom('http://a.example/%MACD.xml', 'https://b.example/%DVID', 'https://c.example:8443/|`x'),
  providerName: fc.constantFrom('Daryna', 'Berlin, @all'),
});

/** Two fleets of at most 40 phones each, which share some of them. */
export const fleets: fc.Arbitrary<readonly [Fleet, Fleet]> = fc.tuple(fleet(), fleet());

function fleet(): fc.Arbitrary<Fleet> {
  return fc
    .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 60 }), targets), { selector: ([number]) => number, maxLength: 40 })
    .map((all) => {
      const phones = all.map(([number, target]) => ({ mac: macOf(number), ...target }));
      return new Map(phones.map((phone) => [phone.mac, phone]));
    });
}

export const macOf = (number: number): string => `7C2F80${number.toString(16).toUpperCase().padStart(6, '0')}`;

/** The values of a `gigaset_device_list` with these phones. */
export const listValues = (phones: Iterable<Phone>): Readonly<Record<string, unknown>> => ({
  devices: [
    'mac_id,url,provider_name',
    ...[...phones].map(({ mac, url, providerName }) => `${idOf(mac)},${url},"${providerName}"`),
  ].join('\n'),
  url: null,
  provider_name: null,
  url_credentials: null,
});

/** The values of a `gigaset_device`. */
export const deviceValues = ({ mac, url, providerName }: Phone): Readonly<Record<string, unknown>> => ({
  mac,
  mac_id: idOf(mac),
  url,
  provider_name: providerName,
  url_credentials: null,
});

/** A change of a resource as `terraform show -json` prints it. */
export function resourceChange(
  address: string,
  before: Readonly<Record<string, unknown>> | null,
  after: Readonly<Record<string, unknown>> | null,
  actions: readonly string[] = [before === null ? 'create' : after === null ? 'delete' : 'update'],
): Readonly<Record<string, unknown>> {
  const sensitive = { devices: true, mac_id: true, password: true };
  return {
    address,
    mode: 'managed',
    type: address.replace(/\..*/, ''),
    change: { actions, before, after, after_unknown: {}, before_sensitive: sensitive, after_sensitive: sensitive },
  };
}

/** A plan with these changes. */
export const planOf = (
  ...changes: readonly Readonly<Record<string, unknown>>[]
): Readonly<Record<string, unknown>> => ({
  format_version: '1.2',
  terraform_version: '1.12.6',
  resource_changes: changes,
});
