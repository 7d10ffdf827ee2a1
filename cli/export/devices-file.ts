import { CommandError } from '../command.ts';
import { formatDevices } from '../format-devices.ts';
import { formatCount, formatPhones } from '../output.ts';
import { nameOf, readText } from '../phones-file.ts';
import {
  describeProblems,
  joinIds,
  NO_ID,
  parseFleet,
  redactUrl,
  writeFleet,
  type Fleet,
  type Registration,
} from '#autoprov';

/** The registrations of an account as a device file. */
export interface DevicesFile {
  readonly text: string;
  readonly phones: number;
  /** The number of phones whose ID is not known. */
  readonly withoutId: number;
}

export interface DevicesFileOptions {
  /** A file with MAC-IDs, such as the distributor's list; `-` is stdin. */
  readonly ids: string | undefined;
  /** What to do with URLs that contain a user name and a password. */
  readonly credentials: 'write' | 'refuse' | 'impossible';
}

/**
 * Formats registrations as a device file, sorted by MAC.
 *
 * @throws CommandError if a declaration cannot contain a registration as it is, or the file with the IDs has mistakes
 */
export async function formatDevicesFile(
  registrations: readonly Registration[],
  { ids, credentials }: DevicesFileOptions,
): Promise<DevicesFile> {
  if (credentials !== 'write') refuseCredentials(registrations, credentials === 'refuse');
  const sorted = registrations.toSorted((a, b) => (a.mac < b.mac ? -1 : 1));
  const parsed = parseFleet([...formatDevices(sorted, 'csv')].join(''));
  if (!parsed.ok) {
    throw new CommandError(
      `Some registrations cannot be declared as they are. Register these phones again with other texts, or export those with other provider names.\n${describeProblems('listDevices', parsed.problems)}`,
    );
  }
  const fleet = ids === undefined ? parsed.fleet : joinIds(parsed.fleet, await readIds(ids)).fleet;
  return {
    text: writeFleet(fleet),
    phones: fleet.size,
    withoutId: fleet.ids.reduce((sum, id) => sum + (id === NO_ID ? 1 : 0), 0),
  };
}

async function readIds(file: string): Promise<Fleet> {
  const parsed = parseFleet(await readText(file), { content: 'ids' });
  if (!parsed.ok) throw new CommandError(describeProblems(nameOf(file), parsed.problems));
  return parsed.fleet;
}

/** A declaration belongs in a repository, where a password does not. */
function refuseCredentials(registrations: readonly Registration[], isPossible: boolean): void {
  const found = registrations.filter(({ url }) => redactUrl(url) !== url);
  const [first] = found;
  if (first === undefined) return;
  const others = found.length === 1 ? '' : ` and ${formatCount(found.length - 1)} others`;
  const option = isPossible ? '--with-credentials' : '--resources list --with-credentials';
  throw new CommandError(
    `The URLs of ${formatPhones(found.length)} contain credentials (${first.mac}${others}). Nothing was written. Add ${option} to write them to devices.csv in clear text, or export the phones with other provider names.`,
  );
}
