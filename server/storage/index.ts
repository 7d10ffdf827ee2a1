export type { Account, AccountStore, AccountSummary } from './account-store.ts';
export type { BackupRecord } from './backup-record.ts';
export type { InventoryStore } from './inventory-store.ts';
export type { NonceStore } from './nonce-store.ts';
export {
  sortKeys,
  type Actor,
  type Deregistration,
  type DevicePage,
  type DeviceQuery,
  type NewRegistrations,
  type PhoneRegistration,
  type RegistrationStore,
  type RegistrationWithId,
  type SortKey,
  type StoredRegistration,
} from './registration-store.ts';
export type { SessionStore } from './session-store.ts';
export { isDatabaseUrl, openStorage } from './open-storage.ts';
export { NotEmptyError, OutcomeUnknownError, StorageUnavailableError, type Storage } from './storage.ts';
export {
  auditChannels,
  isAuditAction,
  isAuditChannel,
  type AuditAction,
  type AuditChannel,
  type AuditEntry,
  type AuditLog,
} from './audit-log.ts';
