/** Calls to the redirect service: retries, reconciliation after lost answers, batching, caching. */
export { type CallContext, PLAN_WARNING_TIMEOUT_MS } from './attempt.ts';
export type { Registered } from './apply-batch.ts';
export {
  changeRegistrations,
  type ChangeOutcome,
  type Changes,
  type RegisteredPolicy,
} from './change-registrations.ts';
export {
  connect,
  connectionForApply,
  connectionForPlan,
  defaultLimits,
  onConflictOf,
  type Connection,
  type OnConflict,
  type ProviderClient,
} from './connection.ts';
export {
  check,
  findRegistrations,
  findUnlisted,
  listDevices,
  queryRegistrations,
  type Checked,
  type QueryResult,
  type Refused,
  type Registrations,
  type Sought,
} from './lookup.ts';
export type { AllFailedPhones, FailedPhones } from './read-failures.ts';
export { concernsMethod } from './retry-policy.ts';
export { isUnchanged, type ActualState, type BatchOutcome, type Failure, type FailureReason } from './outcome.ts';
export { batchesOf, sizeOf, type Batch, type Phones } from './phones.ts';
