import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { macIdOf, macOf } from '../../support/phones.ts';
import { runCommand } from '../../support/server.ts';
import { fleetOf, rowsOf, URL } from '../engines/fleet-list.ts';
import { device, hcl, resource } from '../engines/redirect-service.ts';
import { refused, seenIn, succeeds, type Situation, type World } from './situation.ts';

// Files as people save them, read by every part that takes one.

/** What Excel and editors save. The provider name has an umlaut, which differs in each encoding. */
const name = 'Büro';
const lines = (separator: string): readonly string[] => [
  ['mac_id', 'provider_name'].join(separator),
  [macIdOf(1), name].join(separator),
  [macIdOf(2), name].join(separator),
];
const text = (separator: string): string => lines(separator).join('\r\n');

const saved = {
  'by German Excel, with semicolons': Buffer.from(text(';')),
  'with tabs': Buffer.from(text('\t')),
  'with a sep= line': Buffer.from(`sep=;\r\n${text(';')}`),
  'in UTF-16, as "Unicode text" of Excel': Buffer.from(`\uFEFF${text('\t')}`, 'utf16le'),
  'in windows-1252': Buffer.from(text(';'), 'latin1'),
  'with empty rows of separators at its end': Buffer.from(`${text(',')}\r\n,\r\n,\r\n`),
} as const;

/** Single phones from a file in this form. */
const readBy = ([how, content]: readonly [string, Buffer]): Situation => ({
  done: `a file is saved ${how}`,
  holds: 'read_devices reads it, and its phones are registered',
  async play({ engine, service }) {
    const project = await service.project(engine, {
      'main.tf': `resource "gigaset_device" "phone" {
  for_each      = provider::gigaset::read_devices("devices.csv")
  mac_id        = "\${each.key}-\${each.key == "${macOf(1)}" ? "${macIdOf(1).slice(-4)}" : "${macIdOf(2).slice(-4)}"}"
  url           = "${URL}"
  provider_name = each.value.provider_name
}
`,
    });
    writeFileSync(join(project.dir, 'devices.csv'), content);
    const seen = await succeeds(project.apply());
    assert.deepEqual(await service.rows(), rowsOf([1, 2], URL, name));
    return seen;
  },
});

/** A file with semicolons. */
const semicolons = `mac_id;provider_name\n${macIdOf(1)};${name}\n${macIdOf(2)};${name}\n`;
/** The same with a mistake in line 3. */
const wrong = semicolons.replace(macIdOf(2), '7C2F8-0001');

export const files: readonly Situation[] = [
  ...Object.entries(saved).map(readBy),
  {
    done: 'devices of a list is separated by semicolons',
    holds: 'its phones are registered',
    async play({ engine, service }) {
      const project = await service.project(engine, { 'main.tf': fleetOf(), 'devices.csv': semicolons });
      const seen = await succeeds(project.apply());
      assert.deepEqual(await service.rows(), rowsOf([1, 2], URL, name));
      return seen;
    },
  },
  {
    done: 'ids of a list is separated by semicolons',
    holds: 'its phones are registered',
    async play({ engine, service }) {
      const project = await service.project(engine, {
        'main.tf': fleetOf({ ids: hcl('file("ids.csv")') }),
        'devices.csv': `mac_id\n${macOf(1)}\n${macOf(2)}\n`,
        'ids.csv': `mac_id;\n${macIdOf(1)};\n${macIdOf(2)};\n`,
      });
      const seen = await succeeds(project.apply());
      assert.deepEqual(await service.rows(), rowsOf([1, 2]));
      return seen;
    },
  },
  {
    done: 'parse_devices gets text separated by semicolons',
    holds: 'it returns the phones',
    async play({ engine, service }) {
      const call = hcl(
        `nonsensitive([for phone in provider::gigaset::parse_devices(file("devices.csv")) : phone.mac])`,
      );
      const project = await service.project(engine, {
        'main.tf': resource('output "macs"', { value: call }),
        'devices.csv': semicolons,
      });
      const { code, output } = await project.plan();
      assert.equal(code, 2, output);
      assert.ok(output.includes(macOf(1)) && output.includes(macOf(2)), output);
      return `${macOf(1)}, ${macOf(2)}`;
    },
  },
  {
    done: 'inventory import gets a file with semicolons',
    holds: 'its phones are in the inventory',
    async play(world) {
      const file = await fileOf(world, semicolons.replaceAll(/;.*$/gm, ';'));
      const { code, stdout, stderr } = await runCommand([
        'inventory',
        'import',
        file,
        '--data',
        world.service.server.dataDir,
      ]);
      await runCommand(['inventory', 'clear', '--data', world.service.server.dataDir]);
      assert.equal(code, 0, stderr);
      return (stdout || stderr).trim().split('\n')[0] ?? '';
    },
  },
  {
    done: 'line 3 of a file has a mistake',
    holds: 'a list, read_devices and inventory import name the same line and reason',
    async play(world) {
      const { engine, service } = world;
      const list = await service.project(engine, { 'main.tf': fleetOf(), 'devices.csv': wrong });
      const { output } = await list.plan();
      const reading = await service.project(engine, {
        'main.tf': resource('output "phones"', { value: hcl('keys(provider::gigaset::read_devices("devices.csv"))') }),
        'devices.csv': wrong,
      });
      await refused(reading.plan(), /devices\.csv, line 3/);
      const file = await fileOf(world, wrong.replaceAll(/;.*$/gm, ';'));
      const { code, stderr } = await runCommand(['inventory', 'import', file, '--data', service.server.dataDir]);
      assert.notEqual(code, 0);
      assert.match(stderr, /line 3/);
      return seenIn(output, [/devices, line 3: /]);
    },
  },
  {
    done: 'devices is an .xlsx file',
    holds: 'the error says that it is an Excel workbook',
    async play({ engine, service }) {
      const project = await service.project(engine, {
        'main.tf': resource('output "phones"', { value: hcl('keys(provider::gigaset::read_devices("devices.xlsx"))') }),
      });
      writeFileSync(join(project.dir, 'devices.xlsx'), Buffer.from('504b030414000600080000002100', 'hex'));
      return refused(project.plan(), /devices\.xlsx: [^.]*\./);
    },
  },
  {
    done: 'read_devices gets the path of a named pipe',
    holds: 'it is refused at once',
    async play({ engine, service }) {
      const project = await service.project(engine, {
        'main.tf': resource('output "phones"', { value: hcl('keys(provider::gigaset::read_devices("devices.csv"))') }),
      });
      execFileSync('mkfifo', [join(project.dir, 'devices.csv')]);
      return refused(project.plan(), /devices\.csv is not a regular file/);
    },
  },
  {
    done: 'line ends are mixed: \\r, \\n and \\r\\n',
    holds: 'the list registers the phone of each line',
    async play({ engine, service }) {
      const project = await service.project(engine, {
        'main.tf': fleetOf(),
        'devices.csv': `mac_id;\r${macIdOf(1)};\r\n${macIdOf(2)};\n${macIdOf(3)};\r`,
      });
      const seen = await succeeds(project.apply());
      assert.deepEqual(await service.rows(), rowsOf([1, 2, 3]));
      return seen;
    },
  },
  {
    done: 'a URL contains %DURL, which phones replace',
    holds: 'the plan warns and names it, and the server keeps it for the phone',
    async play({ engine, service }) {
      const url = 'http://%DURL/xml/%MACD.xml';
      const project = await service.project(engine, device({ url }));
      const seen = await succeeds(project.apply(), /The redirect URL contains %DURL/);
      assert.equal((await service.rows())[0]?.url, url);
      return seen;
    },
  },
  {
    done: 'a URL contains %MAC, a misspelling',
    holds: 'the plan is refused, with the right spelling',
    play: async ({ engine, service }) =>
      refused(
        (await service.project(engine, device({ url: 'http://provider.example/%MAC.xml' }))).plan(),
        /[^.:]*%MACD[^.]*\./,
      ),
  },
];

/** A file outside of a project. */
async function fileOf({ engine, service }: World, content: string): Promise<string> {
  const project = await service.project(engine, { 'devices.csv': content });
  return join(project.dir, 'devices.csv');
}
