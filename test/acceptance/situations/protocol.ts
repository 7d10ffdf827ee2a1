import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../tools/paths.ts';
import type { TestEngine } from '../../support/engine.ts';
import { fleetOf } from '../engines/fleet-list.ts';
import { device, hcl, reception, resource } from '../engines/redirect-service.ts';
import { refused, succeeds, type Situation } from './situation.ts';

// Which calls an engine makes, and what the provider does not offer.

const isTerraform = ({ name }: TestEngine): boolean => name === 'Terraform';
const hasQuery = (engine: TestEngine): boolean => isTerraform(engine) && Number(engine.version.split('.')[1]) >= 14;

/** The calls that the table in docs/compatibility.md says an engine makes and the provider answers. */
function documentedCalls(engine: TestEngine): ReadonlySet<string> {
  const column = isTerraform(engine) ? (hasQuery(engine) ? 3 : 1) : 2;
  const rows = readFileSync(join(root, 'docs/compatibility.md'), 'utf8').match(/^\| .*`.* \|$/gm) ?? [];
  return new Set(
    rows.flatMap((row) => {
      const cells = row.split('|').map((cell) => cell.trim());
      const isMade = cells[column + 1] === 'yes' && !cells[5]?.startsWith('not offered');
      return isMade ? Array.from(cells[1]?.matchAll(/`(\w+)`/g) ?? [], ([, name = '']) => name) : [];
    }),
  );
}

const everything = [
  device(),
  resource('import', { to: hcl('gigaset_device.reception'), id: reception }),
  'data "gigaset_devices" "all" {}\n',
  resource('output "mac"', { value: hcl(`provider::gigaset::normalize_mac("${reception}")`) }),
].join('\n');

/** What every engine calls for this configuration. */
const expectedCalls = [
  'GetProviderSchema',
  'ValidateProviderConfig',
  'ConfigureProvider',
  'ValidateResourceConfig',
  'UpgradeResourceState',
  'ReadResource',
  'PlanResourceChange',
  'ApplyResourceChange',
  'ImportResourceState',
  'ValidateDataResourceConfig',
  'ReadDataSource',
  'CallFunction',
];

export const protocol: readonly Situation[] = [
  {
    done: 'a phone is imported and changed, beside a data source and a function',
    holds: 'the engine calls only what the table in docs/compatibility.md says',
    async play({ engine, service }) {
      await service.register('7C2F80820EC0-55DF', 'http://old.example/%MACD.xml', 'Daryna');
      const project = (await service.project(engine, everything)).withEnv({
        ...service.env,
        TF_LOG_PROVIDER: 'TRACE',
      });
      const outputs = [await project.apply(), await project.plan(), await project.destroy()];
      for (const { code, output } of outputs) assert.ok(code === 0 || code === 2, output);
      const text = outputs.map(({ output }) => output).join('\n');
      const calls = new Set(Array.from(text.matchAll(/received a request\b.*?rpc=(\w+)/g), ([, name = '']) => name));
      const documented = documentedCalls(engine);
      assert.deepEqual(
        [...calls].filter((name) => !documented.has(name)),
        [],
      );
      assert.deepEqual(
        expectedCalls.filter((name) => !calls.has(name)),
        [],
      );
      return `${calls.size} calls, all in the table`;
    },
  },
  {
    done: 'terraform query lists gigaset_device_list',
    holds: 'not offered, because the server knows phones but no fleets (decision 74); the engine says so',
    existsOn: hasQuery,
    play: async ({ engine, service }) =>
      refused(
        (
          await service.project(engine, {
            'main.tf': '',
            'all.tfquery.hcl': 'list "gigaset_device_list" "all" {\n  provider = gigaset\n}\n',
          })
        ).run('query'),
        /gigaset_device_list/,
      ),
  },
  {
    done: 'a fleet is imported by id = "*" instead',
    holds: 'all phones of the account are in the list, and no phone changes',
    async play({ engine, service }) {
      await service.register('7C2F80820EC0-55DF', 'http://old.example/%MACD.xml', 'Daryna');
      const before = await service.call('listDevices');
      const project = await service.project(engine, {
        'main.tf':
          fleetOf({ url: 'http://old.example/%MACD.xml' }) +
          resource('import', { to: hcl('gigaset_device_list.berlin'), id: '*' }),
        'devices.csv': 'mac_id\n7C2F80820EC0\n',
      });
      const seen = await succeeds(project.apply(), /1 imported, 0 added, \d changed, 0 destroyed/);
      assert.deepEqual(await service.call('listDevices'), before);
      return seen;
    },
  },
  {
    done: 'plan -allow-deferral',
    holds:
      'the engine refuses it unless it is an experimental build: the provider uses no deferred changes (decision 74)',
    existsOn: isTerraform,
    play: async ({ engine, service }) =>
      refused((await service.project(engine, device())).plan('-allow-deferral'), /experiment/i),
  },
];
