import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { root } from '../../../tools/paths.ts';
import { makeCertificates } from '../../support/certificates.ts';
import { codeBlocks } from '../../support/markdown.ts';
import { macIdOf, macOf } from '../../support/phones.ts';
import type { EngineResult } from '../../support/running-engine.ts';
import { fleetOf, rowsOf } from '../engines/fleet-list.ts';
import { device, hcl, resource, words } from '../engines/redirect-service.ts';
import { seenIn, succeeds, type Situation, type World } from './situation.ts';

// MAC-IDs and passwords are secrets; the rest of a fleet is not.

/** Phones with bare MACs. */
const bare = `mac_id\n${macOf(1)}\n${macOf(2)}\n`;
const variable = resource('variable "mac_ids"', { type: hcl('string'), sensitive: hcl('true') });

/** A list whose IDs come from a sensitive variable. */
async function withIds({ engine, service }: World, ids: readonly string[]) {
  const project = await service.project(engine, {
    'main.tf': variable + fleetOf({ ids: hcl('var.mac_ids') }),
    'devices.csv': bare,
  });
  return project.withEnv({ ...service.env, TF_VAR_mac_ids: ids.join('\n') });
}

/** The recipe for single devices: the fleet and the IDs are joined in HCL. */
const recipe = readFileSync(join(root, 'examples/resources/gigaset_device/resource_many.tf'), 'utf8');

async function joined({ engine, service }: World, csv: string, ids: readonly string[]) {
  const project = await service.project(engine, { 'main.tf': recipe, 'berlin.csv': csv });
  return project.withEnv({ ...service.env, TF_VAR_mac_ids: ids.join('\n') });
}

const berlin = `mac_id,url,provider_name\n${macOf(1)},http://provider.example/xml/%MACD.xml,Daryna\n${macOf(2)},http://provider.example/xml/%MACD.xml,Daryna\n`;

/** The command must say all of these texts and none of these secrets. Returns what was seen. */
async function withoutSecrets(
  running: Promise<EngineResult>,
  secret: readonly string[],
  ...texts: readonly RegExp[]
): Promise<string> {
  const { output } = await running;
  for (const text of secret) assert.ok(!output.includes(text), `${text} is shown:\n${output}`);
  return seenIn(output, texts);
}

export const secrets: readonly Situation[] = [
  {
    done: 'a list has bare MACs, and its MAC-IDs are in ids',
    holds: 'they are joined by MAC, and no plan shows them',
    async play(world) {
      const project = await withIds(world, [macIdOf(2), macIdOf(1)]);
      const seen = await withoutSecrets(project.apply(), [macIdOf(1), macIdOf(2)], /ids = \(sensitive value\)/);
      assert.deepEqual(await world.service.rows(), rowsOf([1, 2]));
      return seen;
    },
  },
  {
    done: 'a row has no ID',
    holds: 'the plan names its phone and line',
    play: async (world) =>
      succeeds((await withIds(world, [macIdOf(1)])).plan(), new RegExp(`${macOf(2)} \\(line 3\\)`)),
  },
  {
    done: 'an ID has no row',
    holds: 'the plan names its phone and line',
    play: async (world) =>
      succeeds(
        (await withIds(world, [macIdOf(1), macIdOf(2), macIdOf(3)])).plan(),
        new RegExp(`There is no row for ${macOf(3)} \\(line 3\\)`),
      ),
  },
  {
    done: 'ids has two IDs for one phone',
    holds: 'the plan is refused, with both lines and without an ID',
    async play(world) {
      const project = await withIds(world, [macIdOf(1), macIdOf(2), `${macOf(1)}-0BAD`]);
      return withoutSecrets(project.plan(), ['0BAD', macIdOf(1)], /ids, line 3: .*? line 1/);
    },
  },
  {
    done: 'the IDs are ephemeral, in ids_wo',
    holds: 'the phones are registered, and the state contains no ID',
    existsOn: ({ name, version }) => name === 'OpenTofu' || Number(version.split('.')[1]) >= 11,
    async play({ engine, service }) {
      const ephemeral = variable.replace('sensitive', 'ephemeral = true\n  sensitive');
      const project = (
        await service.project(engine, {
          'main.tf': ephemeral + fleetOf({ ids_wo: hcl('var.mac_ids') }),
          'devices.csv': bare,
        })
      ).withEnv({ ...service.env, TF_VAR_mac_ids: `${macIdOf(1)}\n${macIdOf(2)}` });
      const seen = await succeeds(project.apply());
      assert.deepEqual(await service.rows(), rowsOf([1, 2]));
      assert.ok(!project.read('terraform.tfstate').includes(macIdOf(1)));
      return seen;
    },
  },
  {
    done: 'single devices join the file and the MAC-IDs in HCL',
    holds: 'the phones are registered, and the next plan is empty',
    async play(world) {
      const project = await joined(world, berlin, [macIdOf(1), macIdOf(2)]);
      await succeeds(project.apply());
      assert.deepEqual(await world.service.rows(), rowsOf([1, 2]));
      return succeeds(project.plan(), /No changes/);
    },
  },
  {
    done: 'there, a line of the file is wrong',
    holds: 'the error names the line and shows no ID',
    async play(world) {
      const project = await joined(world, berlin.replace(macOf(2), '7C2F8-1234'), [macIdOf(1), macIdOf(2)]);
      return withoutSecrets(project.plan(), [macIdOf(1), macIdOf(2), '-1234'], /berlin\.csv, line 3: [^.]*/);
    },
  },
  {
    done: 'there, a MAC-ID is wrong',
    holds: 'the message names the line and shows no ID',
    async play(world) {
      const project = await joined(world, berlin, [macIdOf(1), `${macOf(2)}-FACG`]);
      return withoutSecrets(project.plan(), [macIdOf(1), 'FACG'], /line 2: [^.]*/);
    },
  },
  {
    done: 'a url contains a password',
    holds: 'the plan is refused with a pointer to url_credentials, without the password',
    async play({ engine, service }) {
      const project = await service.project(engine, device({ url: 'http://phone:s3cret@provider.example/%MACD.xml' }));
      const { code, output } = await project.plan();
      assert.equal(code, 1);
      assert.match(words(output), /url_credentials/);
      // The engine quotes the line of the configuration that contains it.
      assert.doesNotMatch(output.replace(/^.*\d+: .*$/gm, ''), /s3cret/);
      return seenIn(output);
    },
  },
  {
    done: 'a TLS error of OpenSSL begins with the number of a thread',
    holds: 'it is shown in full, because it is no MAC-ID',
    needs: ['openssl'],
    async play({ engine, service }) {
      const certificates = makeCertificates();
      // An old server, whose protocol is refused.
      const old = createServer({
        ...certificates.issue('IP:127.0.0.1'),
        maxVersion: 'TLSv1.1',
        minVersion: 'TLSv1',
        ciphers: 'ALL@SECLEVEL=0',
      });
      await new Promise<void>((resolve) => old.listen(0, '127.0.0.1', resolve));
      const address = old.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      try {
        const project = (await service.project(engine, device())).withEnv({
          ...service.env,
          GIGASET_ENDPOINT: `https://127.0.0.1:${port}`,
        });
        const { code, output } = await project.apply();
        assert.equal(code, 1);
        assert.doesNotMatch(output, /\*\*\*\*/);
        const [text] = /[0-9A-F]{16}:error:\S+ [^:]*/.exec(words(output)) ?? [];
        assert.ok(text !== undefined, output);
        return text.replace(/^[0-9A-F]{16}/, '<thread number>');
      } finally {
        old.close();
        certificates.remove();
      }
    },
  },
  {
    done: 'the first configuration of the README is read',
    holds: 'it contains no MAC-ID',
    play: () => {
      const first = codeBlocks(root, 'README.md').find(({ text }) => text.includes('resource "gigaset'))?.text ?? '';
      assert.notEqual(first, '');
      assert.doesNotMatch(first, /[0-9A-F]{12}-[0-9A-F]{4}/);
      return Promise.resolve(first.split('\n').find((line) => line.startsWith('resource')) ?? '');
    },
  },
];
