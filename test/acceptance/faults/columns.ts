import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Project } from '../../support/project.ts';
import { inState } from '../engines/faults.ts';
import type { Row as Phone } from '../engines/redirect-service.ts';

/** The ways to declare phones; each has a few columns of the table. */
export interface Kind {
  readonly name: string;
  readonly count: number;
  /** The methods that create, read and delete phones. */
  readonly methods: readonly [create: string, read: string, remove: string];
  hcl(macs: readonly string[], url?: string): string;
  /** The phones in the state. */
  inState(project: Project): readonly Phone[];
}

export const URL = 'http://provider.example/xml/%MACD.xml';
export const NAME = 'Daryna';
/** A file beside the HCL, whose contents no engine shows. */
export const csvOf = (macs: readonly string[]): string =>
  ['mac_id', ...macs.map((mac) => `${mac}-${ID}`), ''].join('\n');

/** The phones' IDs, which must not appear anywhere. */
export const ID = 'BE7A';

const device: Omit<Kind, 'name' | 'count' | 'methods'> = {
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
  inState: (project) => inState(project).map(({ mac, providerName, url }) => ({ mac, providerName, url })),
};

const list: Omit<Kind, 'name' | 'count' | 'methods'> = {
  hcl: (_macs, url = URL) => `resource "gigaset_device_list" "phones" {
  devices       = file("devices.csv")
  url           = "${url}"
  provider_name = "${NAME}"
}
`,
  inState: listed,
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

interface State {
  readonly resources: readonly {
    readonly type: string;
    readonly instances: readonly { readonly attributes: Readonly<Record<string, unknown>> }[];
  }[];
}

/** The rows of each fleet in the state, with its defaults. */
function listed(project: Project): readonly Phone[] {
  const text = readState(project);
  if (text === '') return [];
  const state: State = JSON.parse(text);
  return state.resources
    .filter(({ type }) => type === 'gigaset_device_list')
    .flatMap(({ instances }) => instances)
    .flatMap(({ attributes }) => {
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
    })
    .sort((a, b) => (a.mac < b.mac ? -1 : 1));
}

/** The saved state; empty if there is none. */
export function readState(project: Project): string {
  try {
    return readFileSync(join(project.dir, 'terraform.tfstate'), 'utf8');
  } catch {
    return '';
  }
}
