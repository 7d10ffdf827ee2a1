import type { StoredRegistration } from '../storage/index.ts';
import {
  type Fleet,
  type LineProblem,
  type LineProblems,
  macAt,
  macIdAt,
  NO_ID,
  parseFleet,
  type RedirectTarget,
} from '#autoprov';

/** A device file, and the target of its rows without one. */
export interface DeviceFile extends RedirectTarget {
  readonly text: string;
}

/** One row that changes something. */
export interface PlannedRow {
  readonly line: number;
  readonly mac: string;
  /** The MAC-ID, or the MAC if the row has no ID. A secret. */
  readonly macId: string;
  readonly target: RedirectTarget;
}

/** What a device file would do. With problems, nothing is done. */
export interface DeviceFilePlan {
  readonly register: readonly PlannedRow[];
  readonly repoint: readonly PlannedRow[];
  /** Rows whose phones have their target already. */
  readonly unchanged: number;
  readonly problems: LineProblems;
}

/** The problems that a page lists. */
const MAX_PROBLEMS = 20;

/**
 * Compares a device file with the account's registrations.
 *
 * @param find the account's registrations of these MACs
 */
export async function planDeviceFile(
  { text, url, providerName }: DeviceFile,
  find: (macs: readonly string[]) => Promise<ReadonlyMap<string, StoredRegistration>>,
): Promise<DeviceFilePlan> {
  const parsed = parseFleet(text);
  const { fleet } = parsed;
  const current = await find(Array.from({ length: fleet.size }, (_, at) => macAt(fleet, at)));
  const register: PlannedRow[] = [];
  const repoint: PlannedRow[] = [];
  const missing: LineProblem[] = [];
  let unchanged = 0;
  for (let at = 0; at < fleet.size; at++) {
    const row = rowAt(fleet, at, { url, providerName });
    const registered = current.get(row.mac);
    const problem = problemOf(row, registered === undefined && fleet.ids[at] === NO_ID);
    if (problem !== undefined) missing.push(problem);
    else if (registered === undefined) register.push(row);
    else if (hasTarget(registered, row.target)) unchanged++;
    else repoint.push(row);
  }
  const found = parsed.ok ? { first: [], count: 0 } : parsed.problems;
  const first = [...found.first, ...missing].sort((a, b) => a.line - b.line).slice(0, MAX_PROBLEMS);
  return { register, repoint, unchanged, problems: { first, count: found.count + missing.length } };
}

function rowAt(fleet: Fleet, at: number, fallback: RedirectTarget): PlannedRow {
  const { url, providerName } = fleet.destinations[fleet.destinationOf[at] ?? 0] ?? { url: null, providerName: null };
  return {
    line: fleet.lines[at] ?? 0,
    mac: macAt(fleet, at),
    macId: macIdAt(fleet, at),
    target: {
      url: url ?? fallback.url,
      providerName: providerName ?? fallback.providerName,
    },
  };
}

function problemOf({ line, mac, target }: PlannedRow, lacksId: boolean): LineProblem | undefined {
  if (target.url === '') {
    return { line, headline: `phone ${mac} has no URL`, details: ['Fill in its column url, or the field URL below.'] };
  }
  if (target.providerName === '') {
    const details = ['Fill in its column provider_name, or the field Provider name below.'];
    return { line, headline: `phone ${mac} has no provider name`, details };
  }
  if (!lacksId) return undefined;
  return {
    line,
    headline: `phone ${mac} is not registered in your account, and its row has no ID`,
    details: ['Write the 4 characters from its label after the MAC and a hyphen.'],
  };
}

/** A URL with secrets counts as another one: storage has it encrypted. */
const hasTarget = (registered: StoredRegistration, { url, providerName }: RedirectTarget): boolean =>
  registered.encryptedUrl === undefined && registered.url === url && registered.providerName === providerName;
