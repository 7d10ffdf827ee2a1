import { listDevices, type CallContext, type Connection } from '../api/index.ts';
import { asCallError, listFailed } from '../diagnostics/index.ts';
import type { Registration } from '#autoprov';
import { ProviderError } from '#framework';

/**
 * The account's phones with these provider names, or all if the names are null; sorted by MAC, so that the result is
 * reproducible. No names mean no phones and no request.
 *
 * @throws ProviderError
 */
export async function listPhones(
  connection: Connection,
  providerNames: readonly (string | null)[] | null,
  calling: CallContext,
): Promise<readonly Registration[]> {
  const names = providerNames?.filter((name) => name !== null) ?? [];
  if (providerNames && names.length === 0) return [];
  const found = await listDevices(connection, names, calling).catch((error: unknown) => {
    const failure = asCallError(error);
    throw new ProviderError(listFailed(connection, failure), { cause: failure });
  });
  return found.toSorted((a, b) => (a.mac < b.mac ? -1 : 1));
}
