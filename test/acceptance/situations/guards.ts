import assert from 'node:assert/strict';
import { macIdOf } from '../../support/phones.ts';
import type { Project } from '../../support/project.ts';
import { csv, fleetOf, numbers, URL } from '../engines/fleet-list.ts';
import { hcl, resource } from '../engines/redirect-service.ts';
import { refused, succeeds, type Situation, type World } from './situation.ts';

// A fleet must not vanish by accident.

const SIZE = 30;

/** An applied list of numbered phones. */
async function fleet({ engine, service }: World, attributes: Parameters<typeof fleetOf>[0] = {}): Promise<Project> {
  const project = await service.project(engine, {
    'main.tf': fleetOf(attributes),
    'devices.csv': csv(numbers(SIZE)),
  });
  await succeeds(project.apply());
  return project;
}

/** Keeps the first rows of the applied list. */
const cutTo = (size: number, attributes?: Parameters<typeof fleetOf>[0]) => async (world: World) => {
  const project = await fleet(world, attributes);
  project.write({ 'devices.csv': csv(numbers(size)) });
  return project;
};

export const guards: readonly Situation[] = [
  {
    done: `a file of ${SIZE} phones is cut to its header`,
    holds: 'the plan is refused, with the count, the first MACs and the setting',
    play: async (world) =>
      refused(
        (await cutTo(0)(world)).plan(),
        /This apply would deregister 30 of 30 phones/,
        /7C2F80000001, 7C2F80000002/,
        /max_deregistrations = "100%"/,
      ),
  },
  {
    done: `a provider name with ${SIZE} phones is imported beside a file of two`,
    holds: 'the plan is refused',
    async play({ engine, service }) {
      await service.call('registerDeviceList', numbers(SIZE).map(macIdOf), URL, 'Berlin');
      const project = await service.project(engine, {
        'main.tf':
          fleetOf({ provider_name: 'Berlin' }) +
          resource('import', { to: hcl('gigaset_device_list.berlin'), id: 'Berlin' }),
        'devices.csv': csv(numbers(2)),
      });
      return refused(project.plan(), /would deregister 28 of 30 phones/);
    },
  },
  {
    done: 'max_deregistrations = "5", and six rows are removed',
    holds: 'the plan is refused, with the limit',
    play: async (world) =>
      refused(
        (await cutTo(24, { max_deregistrations: '5' })(world)).plan(),
        /The limit is 5 phones \(max_deregistrations\)/,
      ),
  },
  {
    done: 'max_deregistrations = "100%", and all rows are removed',
    holds: 'the plan is allowed, and warns',
    play: async (world) =>
      succeeds(
        (await cutTo(0, { max_deregistrations: '100%' })(world)).plan(),
        /Warning: This apply deregisters 30 of 30 phones/,
      ),
  },
  {
    done: 'four of 30 rows are removed',
    holds: 'the plan warns, because that is more than a tenth',
    play: async (world) => succeeds((await cutTo(26)(world)).plan(), /Warning: This apply deregisters 4 of 30 phones/),
  },
  {
    done: 'the file is known only at apply, and then it has a header alone',
    holds: 'the apply is refused, and the phones stay registered',
    async play(world) {
      const project = await fleet(world);
      const later = resource('resource "terraform_data" "file"', { input: 'mac_id\n' });
      project.write({ 'main.tf': later + fleetOf({ devices: hcl('terraform_data.file.output') }) });
      const seen = await refused(project.apply(), /This apply would deregister 30 of 30 phones/);
      assert.equal((await world.service.rows()).length, SIZE);
      return seen;
    },
  },
  {
    done: 'max_deregistrations is known only at apply, and then it is "5"',
    holds: 'the apply is refused, and the phones stay registered',
    async play(world) {
      const project = await fleet(world);
      const later = resource('resource "terraform_data" "limit"', { input: '5' });
      project.write({
        'main.tf': later + fleetOf({ max_deregistrations: hcl('terraform_data.limit.output') }),
        'devices.csv': csv(numbers(24)),
      });
      const seen = await refused(project.apply(), /The limit is 5 phones \(max_deregistrations\)/);
      assert.equal((await world.service.rows()).length, SIZE);
      return seen;
    },
  },
  {
    done: '-replace of a list whose file is cut to its header',
    holds: 'the plan is refused',
    play: async (world) =>
      refused(
        (await cutTo(0)(world)).plan('-replace=gigaset_device_list.berlin'),
        /This apply would deregister 30 of 30 phones/,
      ),
  },
  {
    done: `a list of ${SIZE} phones is replaced, with create_before_destroy`,
    holds: 'its phones stay registered, and the next plan is empty',
    async play(world) {
      const project = await fleet(world);
      const lifecycle = '  lifecycle {\n    create_before_destroy = true\n  }\n}\n';
      project.write({ 'main.tf': fleetOf().replace(/}\n$/, lifecycle) });
      const seen = await succeeds(
        project.apply('-replace=gigaset_device_list.berlin'),
        /1 added, 0 changed, 1 destroyed/,
      );
      assert.equal((await world.service.rows()).length, SIZE);
      await succeeds(project.plan(), /No changes/);
      return seen;
    },
  },
  {
    done: `a list of ${SIZE} phones is destroyed`,
    holds: 'the limit does not apply',
    async play(world) {
      const seen = await succeeds((await fleet(world)).destroy(), /1 destroyed/);
      assert.deepEqual(await world.service.rows(), []);
      return seen;
    },
  },
];
