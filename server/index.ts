/** The redirect server: a Gigaset redirect service of one's own. */
export { addAccount, checkAccountName, listAccounts } from './accounts/index.ts';
export type { LogOptions } from './http/index.ts';
export { SetupError } from './setup-error.ts';
export { type RunningServer, type ServerOptions, startServer } from './start.ts';
export { type AccountSummary, StorageUnavailableError } from './storage/index.ts';
