import type { AuditChannel } from './audit-log.ts';

/** A provisioner's account as the database holds it. `id` is what registrations refer to. */
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
  /** How many phones are registered in this account. */
  readonly phones: number;
}

/** Accounts; each change is recorded in the audit log, with the moment and the channel that it came by. */
export interface AccountStore {
  /** Adds an account; false when there is one of that name already (then nothing is changed). */
  add(account: { name: string; passwordHash: string; createdAt: Date; channel: AuditChannel }): Promise<boolean>;
  /** Gives an account another password and ends its sessions; false when there is no such account. */
  setPassword(name: string, change: { passwordHash: string; at: Date; channel: AuditChannel }): Promise<boolean>;
  /** Disables an account (its phones stay registered, its sessions end) or enables it; false when there is none. */
  setDisabled(name: string, change: { disabled: boolean; at: Date; channel: AuditChannel }): Promise<boolean>;
  find(name: string): Promise<Account | undefined>;
  /** All accounts by name. */
  list(): Promise<readonly AccountSummary[]>;
}
