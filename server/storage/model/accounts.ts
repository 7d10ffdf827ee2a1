import type { AuditChannel } from './audit-log.ts';

/** A provisioner's account. */
export interface Account {
  readonly id: number;
  readonly name: string;
  /** PHC string; see `accounts/password-hash.ts`. */
  readonly passwordHash: string;
  readonly createdAt: Date;
  readonly disabledAt: Date | undefined;
}

export interface AccountSummary {
  readonly name: string;
  readonly createdAt: Date;
  readonly disabledAt: Date | undefined;
  /** Number of registered phones. */
  readonly phones: number;
}

/** Accounts. Each change is recorded in the audit log with its time and channel. */
export interface AccountStore {
  /** Adds an account; false, and no change, when the name is taken. */
  add(account: { name: string; passwordHash: string; createdAt: Date; channel: AuditChannel }): Promise<boolean>;
  /** Replaces the password and ends the account's sessions; false when there is no such account. */
  setPassword(name: string, change: { passwordHash: string; at: Date; channel: AuditChannel }): Promise<boolean>;
  /**
   * Disables an account, which ends its sessions and keeps its phones registered, or enables it. Returns false when there is
   * no such account. An account that already has the requested state is not changed.
   */
  setDisabled(name: string, change: { disabled: boolean; at: Date; channel: AuditChannel }): Promise<boolean>;
  find(name: string): Promise<Account | undefined>;
  /** All accounts, sorted by name. */
  list(): Promise<readonly AccountSummary[]>;
}
