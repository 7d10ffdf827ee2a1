/** What the server stores, in SQLite or PostgreSQL, behind one interface: `Storage`. */
export type { Account, AccountStore, AccountSummary } from './model/accounts.ts';
export {
  isAuditAction,
  isAuditChannel,
  type Actor,
  type AuditAction,
  type AuditChannel,
  type AuditEntry,
  type AuditLog,
  type AuditQuery,
} from './model/audit-log.ts';
export {
  type Login,
  type LoginAdditionResult,
  type LoginChange,
  type LoginChangeResult,
  type LoginStore,
  type LoginSummary,
  MAX_LOGINS_PER_ACCOUNT,
} from './model/logins.ts';
export {
  isRedirectOutcome,
  isRefusalOutcome,
  type LastAsked,
  type PhoneRequest,
  type PhoneRequestStore,
  type PhonesOfHour,
  type RedirectedRequest,
  type RedirectOutcome,
  type RefusalOutcome,
  type RefusedRequest,
  UNREGISTERED_KEPT_MS,
  type UnregisteredPhone,
} from './model/phone-requests.ts';
export { type BackupRecord, TRUSTED_TIME } from './model/backup.ts';
export { sortKeys, type DeviceFilter, type DeviceQuery, type SortKey } from './model/device-query.ts';
export type {
  PhoneToChange,
  DevicePage,
  NewRegistrations,
  ObservedRegistration,
  PhoneRegistration,
  RegistrationStore,
  Repointing,
  RepointResult,
  RegistrationWithId,
  StoredRegistration,
  StoredUrl,
  ValueCount,
} from './model/registrations.ts';
export {
  BOOT_ID_BYTES,
  NotEmptyError,
  OutcomeUnknownError,
  StorageUnavailableError,
  type GuessStore,
  type InventoryStore,
  type NonceStore,
  type Storage,
} from './model/storage.ts';
export { isDatabaseUrl, openStorage } from './open-storage.ts';
export type { SessionStore, StoredSession } from './model/sessions.ts';
export { includesRole, isRole, type Role, roles } from './model/roles.ts';
