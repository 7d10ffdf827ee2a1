import type { Connection, OnConflict } from './connection.ts';
import { isKnown, ProviderError, type Unknown } from '#framework';

/** The connection for a plan; undefined while part of the provider's configuration is unknown. */
export function connectionAtPlan(client: () => Connection): Connection | undefined {
  try {
    return client();
  } catch (error) {
    if (error instanceof ProviderError) return undefined;
    throw error;
  }
}

/** The connection for an apply, which does not repeat the warnings of the plan. */
export function connectionAtApply(client: () => Connection): Connection {
  const connection = client();
  connection.planSession.isApply = true;
  return connection;
}

/** A resource's own `on_conflict`, or else the provider's. */
export function onConflict(connection: Connection, own: string | Unknown | null): OnConflict {
  if (!isKnown(own)) return connection.onConflict;
  return own === 'replace' ? 'replace' : 'fail';
}
