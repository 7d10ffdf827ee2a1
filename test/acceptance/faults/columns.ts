import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Project } from '../../support/project.ts';
import type { Row as Phone } from '../engines/redirect-service.ts';
import type { Values } from '#framework';

/** The attributes of a resource in the state. */
export type Attributes = Readonly<Record<string, unknown>>;

/** The ways to declare phones; each has a few columns of the table. */
export interface Kind {
  readonly name: string;
  readonly count: number;
  /** The methods that create, read and delete phones. */
  readonly methods: readonly [create: string, read: string, remove: string];
  readonly type: 'gigaset_device' | 'gigaset_device_list';
  hcl(macs: readonly string[], url?: string): string;
  /** The same resources as values, by address. */
  configs(macs: readonly string[]): ReadonlyMap<string, Values>;
  /** The phones of one resource in the state. */
  phonesOf(attributes: Attributes): readonly Phone[];
}

export const URL = 'http://provider.example/xml/%MACD.xml';
export const NAME = 'Daryna';
/** A file beside the HCL, whose contents no engine shows. */
export const csvOf = (macs: readonly string[]): string =>
  ['mac_id', ...macs.map((mac) => `${mac}-${ID}`), ''].join('\n');

/** The phones' IDs, which must not appear anywhere. */
export const ID = 'BE7A';

const device: Omit<Kind, 'name' | 'count' | 'methods'> = {
  type: 'gigaset_device',
  hcl: (macs, url = URL) => `locals {
  phones = toset(${JSON.stringify(macs)})
}

resource "gigaset_device" "phone" {
  for_each      = local.phones
  mac_id        = "\${each.key}-${ID}"
  url           = "${url}"
  provider_name = "${NAME}"
}
`,
  configs: (macs) =>
    new Map(macs.map((mac) => [`phone["${mac}"]`, { mac_id: `${mac}-${ID}`, url: URL, provider_name: NAME }])),
  phonesOf: ({ mac, provider_name: name, url }) => [{ mac: String(mac), providerName: String(name), url: String(url) }],
};

const list: Omit<Kind, 'name' | 'count' | 'methods'> = {
  type: 'gigaset_device_list',
  hcl: (_macs, url = URL) => `resource "gigaset_device_list" "phones" {
  devices             = file("devices.csv")
  url                 = "${url}"
  provider_name       = "${NAME}"
  max_deregistrations = "100%"
}
`,
  configs: (macs) =>
    new Map([['phones', { devices: csvOf(macs), url: URL, provider_name: NAME, max_deregistrations: '100%' }]]),
  phonesOf: phonesOfList,
};

const one = ['registerDevice', 'checkDevice', 'deregisterDevice'] as const;
const many = ['registerDeviceList', 'listDevices', 'deregisterDeviceList'] as const;

/** Each method for one resource, for many, and for a list in one resource. */
export const kinds: readonly Kind[] = [
  { name: 'one gigaset_device', count: 1, methods: one, ...device },
  { name: 'ten gigaset_device', count: 10, methods: many, ...device },
  { name: 'gigaset_device_list of one', count: 1, methods: one, ...list },
  { name: 'gigaset_device_list of 20', count: 20, methods: many, ...list },
];

/** The rows of a list, with its defaults. */
function phonesOfList(attributes: Attributes): readonly Phone[] {
  const records: Readonly<Record<string, string | undefined>>[] = parse(String(attributes['devices']), {
    columns: true,
    comment: '#',
    trim: true,
    skip_empty_lines: true,
  });
  return records.map(({ mac_id: macId = '', url, provider_name: name }) => ({
    mac: macId.slice(0, 12),
    providerName: name ?? String(attributes['provider_name']),
    url: url ?? String(attributes['url']),
  }));
}

interface State {
  readonly resources: readonly {
    readonly type: string;
    readonly instances: readonly { readonly attributes: Attributes }[];
  }[];
}

/** The phones in the state, by MAC. */
export function inState(kind: Kind, project: Project): readonly Phone[] {
  const text = readState(project);
  if (text === '') return [];
  const state: State = JSON.parse(text);
  return state.resources
    .filter(({ type }) => type === kind.type)
    .flatMap(({ instances }) => instances)
    .flatMap(({ attributes }) => kind.phonesOf(attributes))
    .toSorted(byMac);
}

export const byMac = (a: Phone, b: Phone): number => (a.mac < b.mac ? -1 : 1);

/** The saved state; empty if there is none. */
export function readState(project: Project): string {
  try {
    return readFileSync(join(project.dir, 'terraform.tfstate'), 'utf8');
  } catch {
    return '';
  }
}
