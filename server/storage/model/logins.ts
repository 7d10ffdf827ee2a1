import type { Account } from './accounts.ts';
import type { Actor } from './audit-log.ts';
import type { Role } from './roles.ts';

/** A person or program that may log in to an account. */
export interface Login {
  readonly id: number;
  readonly account: Account;
  /** The user name, unique on the server. */
  readonly name: string;
  readonly role: Role;
  /** PHC string; see `accounts/password-hash.ts`. */
  readonly passwordHash: string;
  readonly disabledAt: Date | undefined;
}

/** A login without its secrets. */
export interface LoginSummary {
  readonly account: string;
  readonly name: string;
  readonly role: Role;
  readonly createdAt: Date;
  readonly disabledAt: Date | undefined;
}

/**
 * The result of a change of a login. Nothing was changed with `last_administrator`, because the account would have no enabled
 * login with the role `administer`, and with `outdated`, because the password was changed meanwhile.
 */
export const loginChangeResults = ['done', 'not_found', 'last_administrator', 'outdated'] as const;
export type LoginChangeResult = (typeof loginChangeResults)[number];

/** The result of adding a login; `too_many` is `MAX_LOGINS_PER_ACCOUNT`. */
export const loginAdditionResults = ['done', 'name_taken', 'too_many'] as const;
export type LoginAdditionResult = (typeof loginAdditionResults)[number];

/** More people and programs than work for one account. The list of all of them is one page. */
export const MAX_LOGINS_PER_ACCOUNT = 200;

/** A change of a login. One that leaves the login as it was succeeds, and ends no session. */
export type LoginChange =
  | {
      readonly kind: 'password';
      readonly passwordHash: string;
      /** The hash that the login must still have. */
      readonly replacing?: string;
    }
  | { readonly kind: 'role'; readonly role: Role }
  | { readonly kind: 'disabled'; readonly disabled: boolean }
  | { readonly kind: 'removed' };

/**
 * The logins of accounts. A change concerns only logins of the actor's account, ends the sessions of the login, and is
 * recorded in the audit log.
 */
export interface LoginStore {
  /** The login with this user name, in any account. */
  find(name: string): Promise<Login | undefined>;
  /** The logins of an account, or of all accounts, sorted by name. */
  list(accountId?: number): Promise<readonly LoginSummary[]>;
  add(
    actor: Actor,
    login: { readonly name: string; readonly role: Role; readonly passwordHash: string; readonly at: Date },
  ): Promise<LoginAdditionResult>;
  change(actor: Actor, name: string, at: Date, change: LoginChange): Promise<LoginChangeResult>;
}
