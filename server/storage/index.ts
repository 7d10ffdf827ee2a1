export { openSqlite } from './sqlite.ts';
export {
  type Account,
  type AccountStore,
  type AccountSummary,
  type Deregistration,
  type NewRegistration,
  type RegistrationStore,
  type Storage,
  StorageUnavailableError,
  type StoredRegistration,
} from './storage.ts';
