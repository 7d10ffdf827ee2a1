import type { AccountStore } from './accounts.ts';
import type { AuditLog } from './audit-log.ts';
import type { BackupRecord } from './backup.ts';
import type { LoginStore } from './logins.ts';
import type { PhoneRequestStore } from './phone-requests.ts';
import type { RegistrationStore } from './registrations.ts';
import type { SessionStore } from './sessions.ts';

/**
 * What the server needs from a database: one interface for an embedded SQLite and a shared PostgreSQL.
 *
 * Every implementation guarantees:
 * - durability: once a writing method resolves, its change survives a crash of the process and of the machine;
 * - atomicity: a writing method is one transaction, and processes its devices one after the other, in the given order;
 * - isolation: an account sees and changes only its own registrations;
 * - auditing: a change of a registration, account or login and its audit entry are committed together.
 *
 * Any method may throw StorageUnavailableError; one that writes may also throw OutcomeUnknownError.
 */
export interface Storage {
  readonly accounts: AccountStore;
  readonly logins: LoginStore;
  readonly registrations: RegistrationStore;
  readonly phoneRequests: PhoneRequestStore;
  readonly inventory: InventoryStore;
  readonly auditLog: AuditLog;
  readonly sessions: SessionStore;
  readonly nonces: NonceStore;
  /** Absent where one process serves the database, which counts by itself. */
  readonly guesses?: GuessStore;
  /** Stores `value` under `name` unless a value is stored there already; returns the stored value. */
  setMetadataIfAbsent(name: string, value: string): Promise<string>;
  /** Stores `value` under `name` in place of any other. */
  setMetadata(name: string, value: string): Promise<void>;
  /** The value stored under `name`, or undefined. */
  getMetadata(name: string): Promise<string | undefined>;
  /** The whole content as one consistent snapshot. Does not block writers. */
  backup(): AsyncIterable<BackupRecord>;
  /**
   * Registers this process as a server that uses the database, until `close`. No backup can be restored meanwhile.
   *
   * @param onLost is called if another process was given the database meanwhile; the server must stop at once
   * @throws SetupError when a backup is being restored or, on SQLite, another server uses the database
   */
  announceServer(onLost: () => void): Promise<void>;
  /**
   * Loads a backup into an empty database, all or nothing; returns the number of records.
   *
   * @throws NotEmptyError when the database has accounts or an inventory
   * @throws SetupError when a server uses the database
   */
  restore(records: AsyncIterable<BackupRecord>): Promise<number>;
  /** Resolves when the database answers and is not known to be damaged. @throws StorageUnavailableError */
  ping(): Promise<void>;
  /** Completes pending work and closes the database. */
  close(): Promise<void>;
}

/** MAC-IDs of the phones that exist. While it is not empty, no other phone can be registered. */
export interface InventoryStore {
  /** Adds phones and replaces the IDs of those already there, in one transaction. */
  add(phones: readonly { readonly mac: string; readonly encryptedId: Uint8Array }[]): Promise<void>;
  /** Removes all phones, which lifts the restriction. */
  clear(): Promise<void>;
  count(): Promise<number>;
  /** The encrypted IDs, by MAC, of those of `macs` that it holds; undefined when it is empty. */
  find(macs: readonly string[]): Promise<ReadonlyMap<string, Uint8Array> | undefined>;
}

/** One pair of processes in 16 million has the same boot ID. Nonces, which old phones read, have space for no more. */
export const BOOT_ID_BYTES = 3;

/** Used digest nonces: each answer to a challenge is accepted once, whichever instance it reaches. */
export interface NonceStore {
  /** `BOOT_ID_BYTES` random bytes, if the record ends with the process: answers to challenges of another may have been used. */
  readonly bootId?: Uint8Array;
  /**
   * True on the first use of `key` (an integer), which may be forgotten once expired. A key always has the same `expiresAt`.
   * Times are in milliseconds; without a boot ID, since 1970.
   */
  useOnce(key: number, expiresAt: number, now: number): Promise<boolean>;
}

/** Token buckets of wrong IDs by key, which all instances fill and empty together. */
export interface GuessStore {
  /** Takes tokens: each bucket is full again so many ms later. */
  add(guesses: readonly { readonly key: string; readonly ms: number }[]): Promise<void>;
  /** The ms until each of these buckets is full again, by key, without those that are full. */
  read(keys: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

/** The database cannot serve the request now (unreachable, disk full, lock timeout). Nothing was changed; retry later. */
export class StorageUnavailableError extends Error {
  override readonly name = 'StorageUnavailableError';
}

/**
 * The database, or the thread that writes it, was lost during a change, which may or may not have been made. Deliberately not
 * a StorageUnavailableError, whose message promises that nothing was changed.
 */
export class OutcomeUnknownError extends Error {
  override readonly name = 'OutcomeUnknownError';
}

/** A backup can only be restored into an empty database. */
export class NotEmptyError extends Error {
  override readonly name = 'NotEmptyError';
}
