import { once } from 'node:events';
import { createWriteStream, writeFileSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { macIdRange } from '../../test/support/phones.ts';

/** A device file with these phones and this URL. */
export function writeDeviceFile(path: string, count: number, url: string): void {
  const rows = macIdRange(count).map((macId) => `${macId},${url},Daryna`);
  writeFileSync(path, ['mac_id,url,provider_name', ...rows, ''].join('\n'));
}

/**
 * Writes a plan that points single devices elsewhere, as `terraform show -json` prints it: with the changes, the planned
 * values and the prior state, about 2 kB for each phone.
 */
export async function writePlan(path: string, count: number, url: string): Promise<void> {
  const file = createWriteStream(path);
  const write = async (text: string): Promise<void> => {
    if (!file.write(text)) await once(file, 'drain');
  };
  const macIds = macIdRange(count);
  const writeAll = async (format: (macId: string) => unknown): Promise<void> => {
    for (const [at, macId] of macIds.entries()) await write(`${at === 0 ? '' : ','}${JSON.stringify(format(macId))}`);
  };
  await write('{"format_version":"1.2","terraform_version":"1.16.3","planned_values":{"root_module":{"resources":[');
  await writeAll((macId) => resource(macId, 'https://new.example/%MACD.xml'));
  await write(']}},"resource_changes":[');
  await writeAll((macId) => change(macId, url));
  await write(
    '],"prior_state":{"format_version":"1.0","terraform_version":"1.16.3","values":{"root_module":{"resources":[',
  );
  await writeAll((macId) => resource(macId, url));
  await write(']}}},"timestamp":"2026-11-28T16:34:20Z","applyable":true,"complete":true,"errored":false}');
  file.end();
  await finished(file);
}

const named = (macId: string) => ({
  address: `gigaset_device.phone[${JSON.stringify(macId.slice(0, 12))}]`,
  mode: 'managed',
  type: 'gigaset_device',
  name: 'phone',
  index: macId.slice(0, 12),
  provider_name: 'registry.terraform.io/gigaset-redirect/gigaset',
});

const values = (macId: string, url: string) => ({
  keep_registration: null,
  mac: macId.slice(0, 12),
  mac_id: macId,
  on_conflict: null,
  password: 'password',
  provider_name: 'Daryna',
  registered_at: '2026-11-28 16:34:13',
  url,
  url_credentials: null,
});

const sensitive = { mac_id: true, password: true };

const resource = (macId: string, url: string) => ({
  ...named(macId),
  schema_version: 0,
  values: values(macId, url),
  sensitive_values: sensitive,
  identity_schema_version: 0,
  identity: { mac: macId.slice(0, 12) },
});

const change = (macId: string, url: string) => ({
  ...named(macId),
  change: {
    actions: ['update'],
    before: values(macId, url),
    after: values(macId, 'https://new.example/%MACD.xml'),
    after_unknown: { registered_at: true },
    before_sensitive: sensitive,
    after_sensitive: sensitive,
    before_identity: { mac: macId.slice(0, 12) },
    after_identity: { mac: macId.slice(0, 12) },
  },
});
