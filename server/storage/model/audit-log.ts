import type { Role } from './roles.ts';

/** The ways in which a change can be requested. */
export const auditChannels = ['xmlrpc', 'portal', 'command line'] as const;
export type AuditChannel = (typeof auditChannels)[number];

/** The kinds of changes. */
export const auditActions = [
  'registered',
  'repointed',
  'deregistered',
  'wrong_id',
  'account_added',
  'account_disabled',
  'account_enabled',
  'login_added',
  'login_removed',
  'login_disabled',
  'login_enabled',
  'role_changed',
  'password_changed',
] as const;
export type AuditAction = (typeof auditActions)[number];

/** The account that makes a change and the channel it uses; the login and the client, as far as they are known. */
export interface Actor {
  readonly accountId: number;
  readonly channel: AuditChannel;
  /** The name of the login. */
  readonly login?: string | undefined;
  /** The client's address. */
  readonly address?: string | undefined;
  /** The client's program as it calls itself (User-Agent), shortened and redacted. */
  readonly program?: string | undefined;
}

/** One change. A request that changes many phones makes one entry. */
export interface AuditEntry {
  /** Ascending with time. */
  readonly id: number;
  readonly at: Date;
  readonly channel: AuditChannel;
  /** The login that made the change; undefined on the command line. */
  readonly login: string | undefined;
  readonly address: string | undefined;
  readonly program: string | undefined;
  readonly action: AuditAction;
  /** The first of the changed phones, at most `MAX_LISTED_MACS`; empty for a change of the account itself. */
  readonly macs: readonly string[];
  /** The number of changed phones. */
  readonly macCount: number;
  /** The redirect target of a registration or of re-pointed phones; the URL as it may be shown. */
  readonly url: string | undefined;
  readonly providerName: string | undefined;
  /** The login that was changed. */
  readonly subject: string | undefined;
  /** Its new role. */
  readonly role: Role | undefined;
}

/** Which entries of an account are read: those that match all of these. */
export interface AuditQuery {
  /** One phone. */
  readonly mac?: string | undefined;
  /** The login that made the change. */
  readonly login?: string | undefined;
  readonly channel?: AuditChannel | undefined;
  readonly action?: AuditAction | undefined;
  /** Not before this time. */
  readonly from?: Date | undefined;
  /** Before this time. */
  readonly until?: Date | undefined;
  /** Older than the entry with this ID. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** Lists of phones can be long, and a page of the history has many entries. */
export const MAX_LISTED_MACS = 200;

/** The audit log. Entries are written by the changes themselves, in the same transaction (see Storage). */
export interface AuditLog {
  /** Adds an entry about something that changed nothing, such as a wrong ID. */
  add(
    actor: Actor,
    entry: { readonly at: Date; readonly action: AuditAction; readonly macs: readonly string[] },
  ): Promise<void>;
  /** Entries of an account, newest first. */
  list(accountId: number, query: AuditQuery): Promise<readonly AuditEntry[]>;
  /** All phones of an entry of the account; undefined if there is none with this ID. */
  macsOf(accountId: number, id: number): Promise<readonly string[] | undefined>;
  /** The latest time of all entries; undefined when there are none. Reads the whole log. */
  latestTime(): Promise<Date | undefined>;
  /** Removes at most `limit` of the oldest entries, all older than `time`. Returns their number: 0 when none are left. */
  removeBefore(time: Date, limit: number): Promise<number>;
}

export const isAuditChannel = (text: string): text is AuditChannel => auditChannels.some((channel) => channel === text);
export const isAuditAction = (text: string): text is AuditAction => auditActions.some((action) => action === text);
