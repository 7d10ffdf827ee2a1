import { URL } from '../../../../support/fleets.ts';
import type { Plan, Resources, Workspace } from '../../../../support/workspace/index.ts';
import type { Values } from '#framework';

// Shared by the tests of gigaset_device_list.

const FLEET = 'gigaset_device_list.berlin';

/** Phones in one `gigaset_device_list`. */
export const fleet = (list: string, attributes: Values = {}): Resources => ({
  [FLEET]: { devices: list, url: URL, provider_name: 'Daryna', ...attributes },
});

/** The attributes of `fleet` in the state; undefined if it is not there. */
export const fleetIn = (workspace: Workspace): Values | undefined => workspace.values(FLEET);

/** The planned `last_change` of a fleet; undefined if the plan does not change it. */
export const lastChange = ({ changes }: Plan): unknown =>
  changes.find(({ address }) => address === FLEET)?.after?.['last_change'];
