import { URL } from '../../support/fleets.ts';
import { resource } from './redirect-service.ts';

// Shared by the tests of gigaset_device_list.

export { csv, numbers, rowsOf, URL } from '../../support/fleets.ts';

/** The fleet `berlin` with the phones in devices.csv. */
export const fleetOf = (attributes: Parameters<typeof resource>[1] = {}, name = 'berlin'): string =>
  resource(`resource "gigaset_device_list" "${name}"`, {
    devices: { expression: 'file("devices.csv")' },
    url: URL,
    provider_name: 'Daryna',
    ...attributes,
  });

/** The `last_change` of a plan, or undefined if it does not change. */
export const lastChange = ({ output }: { readonly output: string }): string | undefined =>
  /last_change +\= (?:"[^"]*" -> )?(?:null -> )?"([^"]*)"/.exec(output)?.[1];
