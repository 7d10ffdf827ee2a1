import type { Registration } from '../../autoprov/index.ts';
import { attempt, type Calling } from '../calls/attempt.ts';
import { asFailure, carryThrough } from '../calls/carry-through.ts';
import type { Connection } from '../calls/connection.ts';
import { notListed } from '../explain/explain.ts';
import { ProviderError } from '../framework/index.ts';

/**
 * What the account has registered under these provider names, or under any where they are null; by MAC, so that the same
 * phones are the same answer. No names are no phones, and no call.
 *
 * @throws ProviderError
 */
export async function listPhones(
  connection: Connection,
  providerNames: readonly (string | null)[] | null,
  calling: Calling,
): Promise<readonly Registration[]> {
  const names = providerNames?.filter((name) => name !== null) ?? [];
  if (providerNames && names.length === 0) return [];
  const method = 'listDevices';
  const found = await carryThrough(connection, calling, {
    method,
    secrets: [],
    attempt: (asking) =>
      attempt(connection, asking, { method }, (options) => connection.client.listDevices(names, options)),
  }).catch((error: unknown) => {
    const failure = asFailure(error);
    throw new ProviderError(notListed(connection, failure), { cause: failure });
  });
  return found.toSorted((a, b) => (a.mac < b.mac ? -1 : 1));
}
