/** The redirect server: a Gigaset redirect service of one's own. */
export {
  addAccount,
  changePassword,
  checkAccountExists,
  checkAccountName,
  listAccounts,
  setAccountDisabled,
} from './accounts/index.ts';
export { type DataLocation, describeData } from './data-location.ts';
export type { LogOptions } from './http/index.ts';
export { SetupError } from './setup-error.ts';
export { type RunningServer, type ServerOptions, startServer } from './start.ts';
export { type AccountSummary, OutcomeUnknownError, StorageUnavailableError } from './storage/index.ts';
