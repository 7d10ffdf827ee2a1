import type { Plan, State } from './attributes.ts';
import { asProblems, type FileAttribute } from './line-errors.ts';
import { unusedIds } from './messages.ts';
import { readFleet, readIds } from './recent-fleets.ts';
import { bareFleet, joinIds, writeFleet, writeMacIds, type Fleet, type ParsedFleet } from '#autoprov';
import { isUnknown, ProviderError, type Problem, type Unknown, type Warn } from '#framework';

// The IDs may be separate from the fleet, in `ids` or `ids_wo`. They are joined to its rows by MAC.

/** The parsed text of `ids` or `ids_wo`. */
interface SeparateIds {
  readonly attribute: FileAttribute;
  readonly parsed: ParsedFleet;
}

type IdAttributes = Pick<Plan, 'ids' | 'ids_wo'>;

/** Which attribute contains the IDs; undefined if the fleet contains them itself. */
export const idAttribute = ({ ids, ids_wo: writeOnly }: IdAttributes): FileAttribute | undefined =>
  ids !== null ? 'ids' : writeOnly !== null ? 'ids_wo' : undefined;

/** The configured IDs; null if the fleet contains them itself. */
export function separateIds({ ids, ids_wo: writeOnly }: IdAttributes): SeparateIds | Unknown | null {
  if (isUnknown(ids)) return ids;
  if (ids !== null) return { attribute: 'ids', parsed: readIds(ids) };
  if (writeOnly === null || isUnknown(writeOnly)) return writeOnly;
  return { attribute: 'ids_wo', parsed: readIds(writeOnly) };
}

/** The problems of the IDs, and of their join with the fleet if that is known. Warns of IDs without a row. */
export function checkSeparateIds(config: IdAttributes, fleet: Fleet | undefined, warn: Warn): readonly Problem[] {
  if (config.ids !== null && config.ids_wo !== null) {
    return [{ summary: 'Two sets of IDs', detail: 'Set ids or ids_wo, not both.', path: ['ids'] }];
  }
  const ids = separateIds(config);
  if (ids === null || isUnknown(ids)) return [];
  const { parsed, attribute } = ids;
  if (!parsed.ok) return asProblems(parsed.problems, attribute);
  if (fleet === undefined) return [];
  const { problems, unused } = joinIds(fleet, parsed.fleet, attribute);
  if (unused.length > 0) warn(unusedIds(attribute, parsed.fleet, unused));
  return asProblems(problems);
}

/** The fleet with the configured IDs. @throws ProviderError if they are invalid, or a row has another ID */
export function withSeparateIds(fleet: Fleet, ids: SeparateIds | null): Fleet {
  if (ids === null) return fleet;
  if (!ids.parsed.ok) throw new ProviderError(asProblems(ids.parsed.problems, ids.attribute));
  const { fleet: joined, problems } = joinIds(fleet, ids.parsed.fleet, ids.attribute);
  if (problems.count > 0) throw new ProviderError(asProblems(problems));
  return joined;
}

/**
 * The fleet of a state with the IDs that only the configuration knows (`ids_wo`), so that a removed phone can be registered
 * again if the change is rolled back.
 */
export const withWriteOnlyIds = (fleet: Fleet, ids: SeparateIds | null): Fleet =>
  ids?.attribute === 'ids_wo' ? joinIds(fleet, ids.parsed.fleet).fleet : fleet;

/** The fleet that a state contains, with its IDs. */
export function fleetInState({ devices, ids }: Pick<State, 'devices' | 'ids'>): Fleet {
  const { fleet } = readFleet(devices);
  return ids === null ? fleet : joinIds(fleet, readIds(ids).fleet).fleet;
}

/**
 * A fleet as the texts of a state. If the IDs are separate, `devices` contains none; `ids` stays unless it lacks IDs of the
 * fleet, because phones without IDs could not be registered again.
 */
export function stateTexts(
  fleet: Fleet,
  { ids }: Pick<State, 'ids'>,
  { isWriteOnly = false }: { readonly isWriteOnly?: boolean } = {},
): Pick<State, 'devices' | 'ids'> {
  if (isWriteOnly) return { devices: writeFleet(bareFleet(fleet)), ids: null };
  if (ids === null) return { devices: writeFleet(fleet), ids };
  const bare = bareFleet(fleet);
  const found = joinIds(bare, readIds(ids).fleet).fleet.ids;
  const isComplete = found.every((id, at) => id === fleet.ids[at]);
  return { devices: writeFleet(bare), ids: isComplete ? ids : writeMacIds(fleet) };
}
