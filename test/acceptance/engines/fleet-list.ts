import { macIdOf, macOf } from '../../support/phones.ts';
import { resource } from './redirect-service.ts';

// What the tests of gigaset_device_list share.

export const URL = 'http://provider.example/xml/%MACD.xml';

/** The fleet `berlin`, whose phones stand in devices.csv. */
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

/** A `devices` text with a row a phone; `rest` is what stands behind the MAC-ID. */
export const csv = (phones: readonly number[], rest: (i: number) => string = () => '', header = 'mac_id'): string =>
  [header, ...phones.map((i) => `${macIdOf(i)}${rest(i)}`)].map((line) => `${line}\n`).join('');

/** What the server should have of these phones. */
export const rowsOf = (phones: readonly number[], url = URL, providerName = 'Daryna') =>
  phones.map((i) => ({ mac: macOf(i), providerName, url }));

/** What a plan says in `last_change`, or undefined where that does not change. */
export const lastChange = ({ output }: { readonly output: string }): string | undefined =>
  /last_change +\= (?:"[^"]*" -> )?(?:null -> )?"([^"]*)"/.exec(output)?.[1];
