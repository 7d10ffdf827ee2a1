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
    done: `a list of ${SIZE} phones is destroyed`,
    holds: 'the limit does not apply',
    async play(world) {
      const seen = await succeeds((await fleet(world)).destroy(), /1 destroyed/);
      if ((await world.service.rows()).length > 0) throw new Error('Phones are still registered');
      return seen;
    },
  },
];
