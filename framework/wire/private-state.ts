import type { PrivateState } from '../definition/index.ts';

/** Private state while a call runs. */
export interface OpenPrivateState extends PrivateState {
  /** The current content as the JSON bytes that the engine saves. */
  toBytes(): Uint8Array;
}

/** Reads the bytes that the engine saved. Bytes that are not a JSON object, such as another provider's, count as empty. */
export function openPrivateState(bytes: Uint8Array): OpenPrivateState {
  const data = new Map(privateEntries(bytes));
  return {
    get: (key) => data.get(key),
    set: (key, value) => {
      if (value === undefined) data.delete(key);
      else data.set(key, value);
    },
    toBytes: () => (data.size === 0 ? new Uint8Array() : Buffer.from(JSON.stringify(Object.fromEntries(data)))),
  };
}

/** The keys and texts that the engine saved. */
export function privateEntries(bytes: Uint8Array): [string, string][] {
  if (bytes.length === 0) return [];
  try {
    const json: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    if (typeof json !== 'object' || json === null) return [];
    return Object.entries<unknown>({ ...json }).flatMap(([key, value]) =>
      typeof value === 'string' ? [[key, value]] : [],
    );
  } catch {
    return [];
  }
}
