import { macIdOf, macOf } from './phones.ts';
import type { Row } from './redirect-service.ts';

// Fleets of numbered phones, for the tests of gigaset_device_list.

/** The default URL of a fleet. */
export const URL = 'http://provider.example/xml/%MACD.xml';

/** The numbers from `first` on. */
export const numbers = (count: number, first = 1): readonly number[] =>
  Array.from({ length: count }, (_, i) => first + i);

/** A `devices` text with one row per phone; `rest` follows the MAC-ID. */
export const csv = (phones: readonly number[], rest: (i: number) => string = () => '', header = 'mac_id'): string =>
  [header, ...phones.map((i) => `${macIdOf(i)}${rest(i)}`)].map((line) => `${line}\n`).join('');

/** The expected registrations of these phones of a fleet. */
export const rowsOf = (phones: readonly number[], url = URL, providerName = 'Daryna'): readonly Row[] =>
  phones.map((i) => ({ mac: macOf(i), providerName, url }));
