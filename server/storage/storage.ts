import type { AccountStore } from './account-store.ts';
import type { AuditLog } from './audit-log.ts';
import type { BackupRecord } from './backup-record.ts';
import type { InventoryStore } from './inventory-store.ts';
import type { NonceStore } from './nonce-store.ts';
import type { RegistrationStore } from './registration-store.ts';
import type { SessionStore } from './session-store.ts';

/**
 * What the server needs of a database: one interface, so that an embedded SQLite and a shared PostgreSQL serve alike.
 *
 * Promises of every implementation:
 * - what a writing method has answered is durable: it survives a crash of the process and of the machine;
 * - a writing method is one transaction, and its devices are decided one after the other, in the order given;
 * - a provisioner sees and touches only its own registrations;
 * - what changes a registration or an account is in the audit log when it is answered, and not otherwise.
 *
 * Every method may throw StorageUnavailableError; one that writes also OutcomeUnknownError.
 */
export interface Storage {
  readonly accounts: AccountStore;
  readonly registrations: RegistrationStore;
  readonly inventory: InventoryStore;
  readonly auditLog: AuditLog;
  readonly sessions: SessionStore;
  readonly nonces: NonceStore;
  /** Keeps `value` under `name` if nothing is kept there yet, and returns what is kept. */
  setMetadataIfAbsent(name: string, value: string): Promise<string>;
  /** What is kept under `name`, or undefined. */
  getMetadata(name: string): Promise<string | undefined>;
  /** Everything that a backup holds, as it was at one moment; writers go on meanwhile. */
  backup(): AsyncIterable<BackupRecord>;
  /**
   * Puts a backup into a database that holds none of it yet, all or nothing; returns the number of records.
   *
   * @throws NotEmptyError when there are accounts already
   */
  restore(records: AsyncIterable<BackupRecord>): Promise<number>;
  /** Resolves when the database answers. @throws StorageUnavailableError */
  ping(): Promise<void>;
  /** Finishes what was begun and lets go of the database. */
  close(): Promise<void>;
}

/** The database cannot take this just now (not reached, full disk, lock held too long): nothing was changed; ask again later. */
export class StorageUnavailableError extends Error {
  override readonly name = 'StorageUnavailableError';
}

/**
 * The database, or the thread that writes it, was lost in the middle of a change: whether it was made is not known. On
 * purpose no StorageUnavailableError, of which people are told that nothing was changed.
 */
export class OutcomeUnknownError extends Error {
  override readonly name = 'OutcomeUnknownError';
}

/** A backup is put into an empty database only: what is there already would be lost, or mixed with it. */
export class NotEmptyError extends Error {
  override readonly name = 'NotEmptyError';
}
