// copied by npm run generate:constructs from the folder of the same name in constructs/
import type { FleetPhone } from './phones.ts';

interface HasPhones {
  readonly phones: readonly FleetPhone[];
}

/**
 * The phones of a fleet that are declared twice. A phone has one registration, so no other fleet of the app may declare it,
 * not even for another account.
 *
 * @param fleets all fleets of the app. A phone of two fleets is a problem of the later one
 */
export function duplicateProblems(fleet: HasPhones, fleets: readonly HasPhones[]): readonly string[] {
  const mine = new Set(fleet.phones.map(({ mac }) => mac));
  const first = new Map<string, FleetPhone>();
  for (const earlier of fleets.slice(0, fleets.indexOf(fleet))) {
    for (const phone of earlier.phones) if (mine.has(phone.mac) && !first.has(phone.mac)) first.set(phone.mac, phone);
  }
  const problems: string[] = [];
  for (const phone of fleet.phones) {
    const other = first.get(phone.mac);
    if (other === undefined) first.set(phone.mac, phone);
    else problems.push(`${phone.place}: Phone ${phone.mac} is already in ${other.place}. Each phone is declared once.`);
  }
  return problems;
}
