import type { PrivateState } from '../definition/context.ts';

/** Private state as JSON bytes: what {@link PrivateState} was made from, with what has been set since. */
export interface OpenPrivateState extends PrivateState {
  toBytes(): Uint8Array;
}

/** Opens the bytes that the engine kept; bytes that are no JSON object (another provider's, say) count as empty. */
export function openPrivateState(bytes: Uint8Array): OpenPrivateState {
  const data = new Map(parse(bytes));
  return {
    get: (key) => data.get(key),
    set: (key, value) => {
      if (value === undefined) data.delete(key);
      else data.set(key, value);
    },
    toBytes: () => (data.size === 0 ? new Uint8Array() : Buffer.from(JSON.stringify(Object.fromEntries(data)))),
  };
}

function parse(bytes: Uint8Array): [string, string][] {
  if (bytes.length === 0) return [];
  try {
    const json: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    if (typeof json !== 'object' || json === null) return [];
    const texts: [string, string][] = [];
    for (const [key, value] of Object.entries<unknown>({ ...json })) {
      if (typeof value === 'string') texts.push([key, value]);
    }
    return texts;
  } catch {
    return [];
  }
}
