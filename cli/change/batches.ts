import type { PhoneChange } from './change-plan.ts';
import { hexValue, NO_ID } from '#autoprov';
import { batchesOf, type Batch } from '#provider';

/** Cuts changes into batches for the provider's calls. */
export function* batchesFor(changes: readonly PhoneChange[], batchSize: number): Generator<Batch> {
  const macs = Float64Array.from(changes, ({ mac }) => hexValue(mac));
  const ids = Int32Array.from(changes, ({ macId }) => (macId.includes('-') ? hexValue(macId.slice(-4)) : NO_ID));
  yield* batchesOf({ macs, ids, formerIds: ids }, batchSize, (at) => {
    const change = changes[at];
    return [change?.from ?? null, change?.to ?? null];
  });
}
