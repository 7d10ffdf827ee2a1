import type { AuditAction } from './audit-log.ts';
import type { LoginChange } from './logins.ts';
import type { Role } from './roles.ts';
import { roleColumn, type Row, textColumn } from './rows.ts';

// The rules of changes of logins, for both databases.

/** A login before a change. */
export interface LoginState {
  readonly role: Role;
  readonly isDisabled: boolean;
  readonly passwordHash: string;
}

export function loginStateOf(row: Row): LoginState {
  return {
    role: roleColumn(row),
    isDisabled: row['disabled_at'] !== null,
    passwordHash: textColumn(row, 'password_hash'),
  };
}

/** Whether the login already has the requested state. */
export function changesNothing({ role, isDisabled }: LoginState, change: LoginChange): boolean {
  if (change.kind === 'role') return change.role === role;
  return change.kind === 'disabled' && change.disabled === isDisabled;
}

/** Whether the change is to replace a password that the login no longer has. */
export function isOutdated({ passwordHash }: LoginState, change: LoginChange): boolean {
  return change.kind === 'password' && change.replacing !== undefined && change.replacing !== passwordHash;
}

/** Whether the login can administer its account before the change and not after it. */
export function endsAdministration({ role, isDisabled }: LoginState, change: LoginChange): boolean {
  if (role !== 'administer' || isDisabled) return false;
  return change.kind === 'removed' || change.kind === 'role' || (change.kind === 'disabled' && change.disabled);
}

export function auditActionOf(change: LoginChange): AuditAction {
  switch (change.kind) {
    case 'password':
      return 'password_changed';
    case 'role':
      return 'role_changed';
    case 'disabled':
      return change.disabled ? 'login_disabled' : 'login_enabled';
    case 'removed':
      return 'login_removed';
  }
}
