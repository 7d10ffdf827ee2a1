export { gigaset } from './provider.ts';
export { serveProvider } from './serve.ts';
export { version } from './version.ts';
// The command line registers and deregisters phones with the calls of the resources.
export {
  batchesOf,
  changeRegistrations,
  connect,
  defaultLimits,
  findRegistrations,
  type Batch,
  type BatchOutcome,
  type CallContext,
  type ChangeOutcome,
  type Changes,
  type Connection,
  type Failure,
  type OnConflict,
  type Registrations,
} from './api/index.ts';
export { asCallError, CallError, describeTarget } from './diagnostics/index.ts';
export { causeOf, codeOf, keyOf, named } from './resources/failures.ts';
