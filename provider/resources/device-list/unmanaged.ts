import type { ResolvedFleet } from './resolved-fleet.ts';
import { type Fleet, hexValue, macText, NO_ID } from '#autoprov';
import type { PrivateState } from '#framework';

// With on_failure = "continue", a state contains phones that could not be registered, because they have another registration,
// possibly of another account. They must be neither changed nor deregistered as if they were managed (see `on_conflict`).
// Their MACs are in the private state; `failed` shows at most a hundred of them.

const KEY = 'not ours';

/** The unmanaged phones of the state by MAC number. */
export const unmanaged = (kept: PrivateState): ReadonlySet<number> => {
  const text = kept.get(KEY) ?? '';
  return new Set(text === '' ? [] : text.split(' ').map(hexValue));
};

export const keepUnmanaged = (kept: PrivateState, macs: Iterable<number>): void => {
  const text = Array.from(macs, macText).join(' ');
  kept.set(KEY, text === '' ? undefined : text);
};

/** A fleet without these phones. */
export function without(placed: ResolvedFleet, macs: ReadonlySet<number>): ResolvedFleet {
  if (macs.size === 0) return placed;
  const { fleet, places } = placed;
  const kept = [...fleet.macs.keys()].filter((at) => !macs.has(fleet.macs[at] ?? 0));
  const rest: Fleet = {
    size: kept.length,
    macs: Float64Array.from(kept, (at) => fleet.macs[at] ?? 0),
    ids: Int32Array.from(kept, (at) => fleet.ids[at] ?? NO_ID),
    destinationOf: Uint32Array.from(kept, (at) => fleet.destinationOf[at] ?? 0),
    lines: Uint32Array.from(kept, (at) => fleet.lines[at] ?? 0),
    destinations: fleet.destinations,
  };
  return { fleet: rest, places };
}
