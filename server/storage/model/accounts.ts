import type { AuditChannel } from './audit-log.ts';

/** A provisioner's account: a tenant, to which one or more logins belong. */
export interface Account {
  readonly id: number;
  readonly name: string;
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
  /**
   * Adds an account and its first login, which has the same name, this password, and the role `administer`. Returns false,
   * and changes nothing, when an account or a login has the name.
   */
  add(account: { name: string; passwordHash: string; createdAt: Date; channel: AuditChannel }): Promise<boolean>;
  /**
   * Disables an account, which ends the sessions of its logins and keeps its phones registered, or enables it. Returns false
   * when there is no such account. An account that already has the requested state is not changed.
   */
  setDisabled(name: string, change: { disabled: boolean; at: Date; channel: AuditChannel }): Promise<boolean>;
  find(name: string): Promise<Account | undefined>;
  /** All accounts, sorted by name. */
  list(): Promise<readonly AccountSummary[]>;
}
