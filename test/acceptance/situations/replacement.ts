import assert from 'node:assert/strict';
import type { Project } from '../../support/project.ts';
import { device, hcl, reception, resource, words } from '../engines/redirect-service.ts';
import { seenIn, succeeds, type Situation, type World } from './situation.ts';

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
  await succeeds(project.plan(), /No changes/);
  return seenIn(text);
}

const taintAnd =
  (...args: readonly string[]) =>
  async (project: Project) => {
    await project.run('taint', address);
    return project.apply(...args);
  };

export const replacement: readonly Situation[] = [
  {
    done: '-replace, with create_before_destroy',
    holds: 'the phone is registered again and keeps its password',
    play: (world) => replaces(world, (project) => project.apply(`-replace=${address}`)),
  },
  {
    done: 'taint and apply, with create_before_destroy',
    holds: 'the phone is registered again and keeps its password',
    play: (world) => replaces(world, taintAnd()),
  },
  {
    done: 'the same with -refresh=false',
    holds: 'the phone is registered again and keeps its password',
    play: (world) => replaces(world, taintAnd('-refresh=false')),
  },
  {
    done: 'a resource is renamed without a moved block',
    holds: 'the plan warns and shows the block; the password stays known',
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
      await succeeds(project.plan(), /No changes/);
      return seenIn(planned.output);
    },
  },
  {
    done: 'the URL of a phone is changed',
    holds: 'its password stays known in the plan',
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
      return 'no line "~ password"';
    },
  },
  {
    done: 'mac_id of a new phone is a bare MAC',
    holds: 'the plan warns',
    async play({ engine, service }) {
      const project = await service.project(engine, device({ mac_id: reception }));
      return succeeds(project.plan(), /A phone cannot be registered without its ID/);
    },
  },
  {
    done: 'a function fails',
    holds: 'its error ends with one full stop',
    async play({ engine, service }) {
      const call = hcl('provider::gigaset::normalize_mac("7C2F8082-0EC0")');
      const project = await service.project(engine, resource('output "mac"', { value: call }));
      const { output: shown } = await project.plan();
      const [end = ''] = /This one has 8 digits before the hyphen\.(?!\.)/.exec(words(shown)) ?? [];
      assert.notEqual(end, '', shown);
      return end;
    },
  },
];
