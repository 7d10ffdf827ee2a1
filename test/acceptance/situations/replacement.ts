import assert from 'node:assert/strict';
import type { Project } from '../../support/project.ts';
import { device, hcl, reception, resource, words } from '../engines/redirect-service.ts';
import type { Situation, World } from './situation.ts';

// A replacement by -replace or a taint. A dependent with create_before_destroy passes it on to what it depends on.

const url = 'http://provider.example/xml/%MACD.xml';
const elsewhere = 'https://elsewhere.example/%DVID/%MACD.xml';
const address = 'gigaset_device.reception';
const registered = [{ mac: reception, providerName: 'Daryna', url }];

const dependent = resource('resource "null_resource" "dependent"', {
  triggers: hcl(`{ registered = ${address}.registered_at }`),
}).replace(/}\n$/, '  lifecycle {\n    create_before_destroy = true\n  }\n}\n');
const output = resource('output "password"', { value: hcl(`nonsensitive(${address}.password)`) });

/** Replaces a phone with such a dependent. It must be registered again, and its password must stay known. */
async function replaces(
  { engine, service }: World,
  replace: (project: Project) => Promise<{ readonly output: string }>,
) {
  const project = await service.project(engine, device() + dependent + output);
  await project.apply();
  let text = '';
  const calls = await service.callsDuring(async () => {
    text = (await replace(project)).output;
  });
  assert.match(text, /create replacement and then destroy/);
  assert.match(words(text), new RegExp(`Warning: Phone ${reception} stays registered`));
  const changes = calls.filter((method) => method !== 'checkDevice');
  assert.deepEqual(changes, ['registerDevice', 'deregisterDevice', 'registerDevice']);
  assert.deepEqual(await service.rows(), registered);
  assert.equal((await project.resources())[0]?.values['password'], 'password');
  assert.match((await project.run('output', '-json')).stdout, /"value": "password"/);
  assert.equal((await project.plan()).code, 0);
}

const taintAnd =
  (...args: readonly string[]) =>
  async (project: Project) => {
    await project.run('taint', address);
    return project.apply(...args);
  };

export const replacement: readonly Situation[] = [
  {
    holds: '-replace with create_before_destroy registers the phone again and keeps its password',
    play: (world) => replaces(world, (project) => project.apply(`-replace=${address}`)),
  },
  {
    holds: 'taint with create_before_destroy registers the phone again and keeps its password',
    play: (world) => replaces(world, taintAnd()),
  },
  {
    holds: 'taint with create_before_destroy does so with -refresh=false',
    play: (world) => replaces(world, taintAnd('-refresh=false')),
  },
  {
    holds: 'a rename without a moved block causes a warning with the block, and keeps the password',
    async play({ engine, service }) {
      const project = await service.project(engine, device());
      await project.apply();
      project.write({ 'main.tf': device({}, 'lobby') });
      const planned = await project.plan();
      assert.match(words(planned.output), new RegExp(`Warning: Phone ${reception} changes its resource`));
      assert.match(planned.output, /moved \{/);
      assert.equal((await project.apply()).code, 0);
      assert.deepEqual(await service.rows(), registered);
      const [phone] = await project.resources();
      assert.deepEqual([phone?.name, phone?.values['password']], ['lobby', 'password']);
      assert.equal((await project.plan()).code, 0);
    },
  },
  {
    holds: 'a changed phone keeps its password known in the plan',
    async play({ engine, service }) {
      const project = await service.project(engine, device());
      await project.apply();
      project.write({ 'main.tf': device({ url: elsewhere }) });
      const { resource_changes: [change] = [] } = await project.planJson();
      assert.deepEqual(change?.change.actions, ['update']);
      assert.equal(change.change.after?.['password'], 'password');
      assert.doesNotMatch((await project.plan()).output, /~ password/);
      assert.equal((await project.apply()).code, 0);
      assert.deepEqual(await service.rows(), [{ ...registered[0], url: elsewhere }]);
    },
  },
  {
    holds: 'a plan warns of a bare MAC',
    async play({ engine, service }) {
      const project = await service.project(engine, device({ mac_id: reception }));
      assert.match(words((await project.plan()).output), /A phone cannot be registered without its ID/);
    },
  },
  {
    holds: 'the error of a function ends with one full stop',
    async play({ engine, service }) {
      const call = hcl('provider::gigaset::normalize_mac("7C2F8082-0EC0")');
      const project = await service.project(engine, resource('output "mac"', { value: call }));
      assert.match(words((await project.plan()).output), /This one has 8 digits before the hyphen\.(?!\.)/);
    },
  },
];
