/**
 * The MAC-IDs that were ever made, where somebody has loaded them: then no other phone can be registered. Empty: any can.
 */
export interface InventoryStore {
  /** Adds phones, or gives those that are there already another ID; one transaction. */
  add(phones: readonly { readonly mac: string; readonly encryptedId: Uint8Array }[]): Promise<void>;
  /** Forgets all of it: any phone can be registered again. */
  clear(): Promise<void>;
  count(): Promise<number>;
  /** The sealed IDs of those of these MACs that are in the inventory; undefined where there is no inventory at all. */
  find(macs: readonly string[]): Promise<ReadonlyMap<string, Uint8Array> | undefined>;
}
