import { macIdOf, macOf } from '../../support/phones.ts';
import { resource } from './redirect-service.ts';

// Shared by the tests of gigaset_device_list.

export const URL = 'http://provider.example/xml/%MACD.xml';

/** The fleet `berlin` with the phones in devices.csv. */
export const fleetOf = (attributes: Parameters<typeof resource>[1] = {}, name = 'berlin'): string =>
  resource(`resource "gigaset_device_list" "${name}"`, {
    devices: { expression: 'file("devices.csv")' },
    url: URL,
    provider_name: 'Daryna',
    ...attributes,
  });

/** The numbers from `first` on. */
export const numbers = (count: number, first = 1): readonly number[] =>
  Array.from({ length: count }, (_, i) => first + i);

/** A `devices` text with one row per phone; `rest` follows the MAC-ID. */
export const csv = (phones: readonly number[], rest: (i: number) => string = () => '', header = 'mac_id'): string =>
  [header, ...phones.map((i) => `${macIdOf(i)}${rest(i)}`)].map((line) => `${line}\n`).join('');

/** The expected registrations of these phones. */
export const rowsOf = (phones: readonly number[], url = URL, providerName = 'Daryna') =>
  phones.map((i) => ({ mac: macOf(i), providerName, url }));

/** The `last_change` of a plan, or undefined if it does not change. */
export const lastChange = ({ output }: { readonly output: string }): string | undefined =>
  /last_change +\= (?:"[^"]*" -> )?(?:null -> )?"([^"]*)"/.exec(output)?.[1];
