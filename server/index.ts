/** A redirect server that anyone can host: the API, portal and phone endpoint of the Gigaset redirect service. */
export {
  addAccount,
  addLogin,
  changeLogin,
  changePassword,
  checkAccountExists,
  checkAccountName,
  checkLoginExists,
  checkNewLogin,
  listAccounts,
  listLogins,
  setAccountDisabled,
} from './accounts/index.ts';
export { backupTo, restoreFrom } from './backup/index.ts';
export { type DataLocation, describeData } from './data/index.ts';
export {
  type LogOptions,
  openLog,
  readCertificate,
  type TlsFiles,
  tlsVersions,
  type TlsVersion,
} from './http/index.ts';
export { algorithms, type Algorithm } from './phone/index.ts';
export { clearInventory, countInventory, importInventory } from './inventory/index.ts';
export { SetupError } from './errors/index.ts';
export { exposedKeys, type PhoneSettings, type RunningServer, type ServerOptions, startServer } from './start.ts';
export {
  type AccountSummary,
  type LoginSummary,
  type Role,
  roles,
  OutcomeUnknownError,
  StorageUnavailableError,
} from './storage/index.ts';
