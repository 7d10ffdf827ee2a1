import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../tools/paths.ts';
import { engineAt, type TestEngine } from '../../support/engine.ts';
import { refusal, type Fault } from '../../support/faulty-proxy.ts';
import { macOf } from '../../support/phones.ts';
import { startFaultyService, type FaultyService } from './faults.ts';
import { fleetOf, URL } from './fleet-list.ts';
import { ids, passwords, outputs, searching, type Findings } from './planted-secrets.ts';
import { device, hcl, resource, words } from './redirect-service.ts';
import { encodeResponse } from '#xmlrpc';

// Searches for planted secrets in everything that an engine shows, whatever happens, and prints a table of it. The secrets
// are in files, so that only the provider can mark them as sensitive.

let service: FaultyService;
beforeAll(async () => {
  service = await startFaultyService();
  expect(service.server.password).toBe(passwords.account);
});
afterEach(() => service.clear());
afterAll(() => service.stop());

const mac = '7C2F80820EC0';
const macId = `${mac}-${ids.device}`;
const withPassword = (password: string, host = 'provider.example'): string =>
  `http://phone:${password}@${host}/xml/%MACD.xml`;
const macIds = (first: number, all: readonly string[]): string =>
  all.map((id, i) => `${macOf(first + i)}-${id}\n`).join('');
const bare = (first: number, count: number): string =>
  ['mac_id', ...Array.from({ length: count }, (_, i) => macOf(first + i)), ''].join('\n');

const files = {
  'mac-id.txt': macId,
  'stored.txt': passwords.stored,
  'writeonly.txt': passwords.writeOnly,
  'devices.csv': bare(1, 2),
  'ids.txt': macIds(1, ids.ids),
  'wo.csv': bare(11, 2),
  'ids-wo.txt': macIds(11, ids.idsWo),
  'whole.csv': `mac_id,url\n${macOf(21)}-${ids.inDevices[0]},${withPassword(passwords.inRow)}\n${macOf(22)}-${ids.inDevices[1]},\n`,
};

const reception = (url: string): string =>
  device({
    mac_id: hcl('file("mac-id.txt")'),
    url,
    url_credentials: hcl('{ username = "phone", password = file("stored.txt") }'),
  });
const lists = (url: string, attributes: Readonly<Record<string, string>> = {}): string =>
  fleetOf({ url, ids: hcl('file("ids.txt")'), ...attributes }, 'apart') +
  fleetOf(
    {
      devices: hcl('file("wo.csv")'),
      ids_wo: hcl('file("ids-wo.txt")'),
      url,
      url_credentials: hcl('{ username = "phone", password_wo = file("writeonly.txt"), password_wo_version = 1 }'),
    },
    'write_only',
  ) +
  fleetOf({ devices: hcl('file("whole.csv")'), url }, 'whole');

/** What can happen to a configuration with secrets, and the errors that it leads to. */
const situations: Readonly<Record<string, (engine: TestEngine) => Promise<Findings>>> = {
  'created, changed by a colleague and by the configuration, destroyed': async (engine) => {
    const ok = encodeResponse([true, `OK: ${passwords.answered}`]);
    service.proxy.use(({ method }) => (method === 'registerDevice' ? { kind: 'garbled', body: ok } : undefined));
    const project = await service.project(engine, { ...files, 'main.tf': reception(URL) + lists(URL) });
    const search = searching(project);
    await search.applies();
    service.proxy.use(() => undefined);
    for (const phone of [mac, macOf(2), macOf(12)]) {
      await service.deregister(phone);
      await service.register(
        `${phone}-${ids.device}`,
        withPassword(passwords.inDrift, 'colleague.example'),
        'Colleague',
      );
    }
    await search.run('plan', '-refresh-only');
    const other = URL.replace('provider', 'other');
    project.write({ 'main.tf': reception(other) + lists(other) });
    await search.applies();
    project.write({ 'devices.csv': bare(1, 1), 'main.tf': lists(other, { max_deregistrations: '0' }) });
    expect(await search.fails('plan')).toContain('This apply would deregister 1 of 2 phones');
    await search.run('destroy', '-auto-approve');
    return search.findings();
  },

  'imported, with credentials at the server': async (engine) => {
    await service.register(macId, withPassword(passwords.inUrl), 'Daryna');
    await service.register(macIds(1, ids.ids.slice(0, 1)).trim(), withPassword(passwords.inRow), 'Apart');
    const main =
      reception(URL) +
      fleetOf({ ids: hcl('file("ids.txt")'), provider_name: 'Apart' }, 'apart') +
      resource('import', { to: hcl('gigaset_device.reception'), id: mac }) +
      resource('import', { to: hcl('gigaset_device_list.apart'), id: 'Apart' });
    const search = searching(await service.project(engine, { ...files, 'main.tf': main }));
    await search.applies();
    await search.run('plan');
    return search.findings();
  },

  'mistakes in every file and URL': async (engine) => {
    const [one, two, three, four, five, six] = ids.inMistakes;
    const broken: Readonly<Record<string, string>> = {
      ...files,
      'no-mac-id.csv': `mac_id\n${macOf(1)}-${one}\n${macOf(2)}-${six}\n`,
      'twice.csv': `mac_id\n${macOf(1)}-${one}\n${macOf(1)}-${two}\n`,
      'no-header.csv': `${macOf(1)}-${three}\n`,
      'row.csv': `mac_id\n${macOf(1)}-${four}\n`,
      'url.csv': `mac_id,url\n${macOf(1)}-${five},http://phone:${passwords.inRow}@provider.example:99999/\n`,
      'two-ids.txt': `${macOf(1)}-${one}\n${macOf(1)}-${two}\n`,
      'no-id.txt': `${macOf(1)}-${six}\n`,
      'url.txt': withPassword(passwords.inUrl),
      'bad-mac-id.txt': `7C2F8082-${one}`,
    };
    const list = (name: string, attributes: Readonly<Record<string, string>>): string =>
      fleetOf(Object.fromEntries(Object.entries(attributes).map(([key, file]) => [key, hcl(`file("${file}")`)])), name);
    const main =
      ['no-mac-id', 'twice', 'no-header', 'url']
        .map((name) => list(name, { devices: `${name}.csv` }))
        .concat(
          list('row', { devices: 'row.csv', ids: 'ids.txt' }),
          list('two', { ids: 'two-ids.txt' }),
          list('none', { ids_wo: 'no-id.txt' }),
          list('of_list', { url: 'url.txt' }),
          device({ url: hcl('file("url.txt")') }, 'url'),
          device({ mac_id: hcl('file("bad-mac-id.txt")') }, 'mac_id'),
        )
        .join('') +
      `output "read" {
  value = provider::gigaset::read_devices("twice.csv")
}
locals {
  ids_text = file("two-ids.txt")
  ids      = provider::gigaset::parse_ids(local.ids_text)
}
output "id" {
  value = length(local.ids.mac_ids["${macOf(1)}"])
}
output "normal" {
  value = provider::gigaset::normalize_mac(sensitive(file("bad-mac-id.txt")))
}
output "parsed" {
  value = nonsensitive(provider::gigaset::parse_devices(sensitive(file("no-mac-id.csv"))))
}
`;
    const search = searching(await service.project(engine, { ...broken, 'main.tf': main }));
    const told = words(await search.fails('plan'));
    for (const error of [
      'devices, line 3: "7C2F80000002-****" is not a MAC-ID',
      'devices, line 3: phone 7C2F80000001 is on line 2 already',
      'devices, line 1: the header is missing',
      'devices, line 2: phone 7C2F80000001 has another ID',
      'ids, line 2: phone 7C2F80000001 has another ID',
      'ids_wo, line 1:',
      'Credentials in the redirect URL',
      '"7C2F8082-****" is not a MAC-ID',
      'twice.csv, line 3:',
    ]) {
      expect(told).toContain(error);
    }
    return search.findings();
  },

  'a mistake in the MAC-IDs of the documented recipe for single devices': async (engine) => {
    const example = join(root, 'examples/resources/gigaset_device');
    const [first, second] = ['7C2F80A14B02', '7C2F80A14B1F'];
    const text = `${first}-${ids.inMistakes[0]}\n${second}-${ids.inMistakes[5]}\n`;
    const recipe = {
      'main.tf': readFileSync(join(example, 'resource_many.tf'), 'utf8'),
      'berlin.csv': readFileSync(join(example, 'berlin.csv'), 'utf8'),
    };
    const project = await service.project(engine, recipe);
    const search = searching(project.withEnv({ TF_VAR_mac_ids: text }));
    for (const main of [recipe['main.tf'], recipe['main.tf'].replace('sensitive = true', '')]) {
      project.write({ 'main.tf': main });
      const told = words(await search.fails('plan'));
      expect(told.split('Error: ')).toHaveLength(2);
      expect(told).toContain(`each.key is "${second}"`);
      expect(told).toContain(`line 2: "${second}-****" is not a MAC-ID`);
    }
    return search.findings();
  },

  'a host that is not allowed': async (engine) => {
    const main = `provider "gigaset" {\n  allowed_url_hosts = ["other.example"]\n  require_https     = true\n}\n`;
    const project = await service.project(engine, { ...files, 'main.tf': main + reception(URL) + lists(URL) });
    const search = searching(project);
    expect(await search.fails('plan')).toContain('redirect URL is not allowed');
    return search.findings();
  },

  'a server that refuses and repeats what it was sent': async (engine) => {
    const account = Buffer.from(`daryna:${passwords.account}`).toString('base64');
    const body = `wrong ID ${macId}, ${withPassword(passwords.stored)}, Authorization: Basic ${account}, password ${passwords.account}`;
    const answers: readonly Fault[] = [
      refusal(`mac_invalid:${macId}`),
      refusal(`url_invalid:${withPassword(passwords.stored)}`),
      { kind: 'answer', status: 400, body },
      { kind: 'answer', status: 401, body, headers: { 'www-authenticate': 'Basic realm="prov"' } },
    ];
    const search = searching(await service.project(engine, { ...files, 'main.tf': reception(URL) }));
    for (const answer of answers) {
      service.proxy.use(({ method }) => (method === 'registerDevice' ? answer : undefined));
      await search.fails('apply', '-auto-approve');
    }
    return search.findings();
  },

  'phones that are registered elsewhere': async (engine) => {
    await service.register(macId, withPassword(passwords.inUrl), 'Colleague');
    for (const [first, all] of [
      [1, ids.ids],
      [21, ids.inDevices],
    ] as const) {
      for (const phone of macIds(first, all).trim().split('\n')) {
        await service.register(phone, withPassword(passwords.inDrift), 'Colleague');
      }
    }
    const main = reception(URL) + lists(URL);
    const search = searching(await service.project(engine, { ...files, 'main.tf': main }));
    expect(await search.fails('apply', '-auto-approve')).toContain('mac_already_in_use');
    return search.findings();
  },
};

/** Configurations that show a secret, for a check of the search itself. */
const leaking: Readonly<Record<string, string>> = {
  'an output that shows a file': 'output "leak" {\n  value = file("ids.txt")\n}\n',
  'an error of a function whose argument is a local value': `locals {
  csv = "mac_id\\n\${file("ids.txt")}nonsense\\n"
}
output "leak" {
  value = provider::gigaset::parse_devices(local.csv)[*].mac
}
`,
};

const table: (readonly string[])[] = [['situation', 'engine', ...outputs, 'secrets']];
afterAll(() => {
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  process.stderr.write(`\nLines searched for planted secrets, and secrets found:\n${lines.join('\n')}\n`);
});

const played = Object.entries(situations).map(([name, play], index) => ({ name, play, engine: engineAt(index) }));

test.each(played)('nothing shows a planted secret: $name ($engine.name)', async ({ name, play, engine }) => {
  const { lines, leaks } = await play(engine);
  table.push([name, engine.name, ...outputs.map((output) => String(lines[output])), String(leaks.length)]);
  expect(lines['trace log']).toBeGreaterThan(100);
  expect(leaks).toEqual([]);
});

const shown = Object.entries(leaking).map(([name, main], index) => ({ name, main, engine: engineAt(index) }));

test.each(shown)('the search finds $name ($engine.name)', async ({ main, engine }) => {
  const search = searching(await service.project(engine, { ...files, 'main.tf': main }));
  await search.run('plan');
  expect(search.findings().leaks).not.toEqual([]);
});
