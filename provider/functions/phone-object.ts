import { type Fleet, macAt, macIdAt } from '#autoprov';
import { object, string } from '#framework';

/** A phone of a device file. `mac_id` is the MAC if the file does not contain the ID. */
export const phoneType = object({ mac_id: string, mac: string, url: string, provider_name: string });

/** The phone at an index of a fleet. */
export function phoneAt(fleet: Fleet, at: number) {
  const { url = null, providerName = null } = fleet.destinations[fleet.destinationOf[at] ?? 0] ?? {};
  return { mac_id: macIdAt(fleet, at), mac: macAt(fleet, at), url, provider_name: providerName };
}
