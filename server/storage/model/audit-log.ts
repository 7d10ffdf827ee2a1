/** The ways in which a change can be requested. */
export const auditChannels = ['xmlrpc', 'portal', 'command line'] as const;
export type AuditChannel = (typeof auditChannels)[number];

/** The kinds of changes. */
export const auditActions = [
  'registered',
  'deregistered',
  'wrong_id',
  'account_added',
  'password_changed',
  'account_disabled',
  'account_enabled',
] as const;
export type AuditAction = (typeof auditActions)[number];

/** The account that makes a change, and the channel it uses. */
export interface Actor {
  readonly accountId: number;
  readonly channel: AuditChannel;
}

/** One change. A request that changes many phones makes one entry. */
export interface AuditEntry {
  /** Ascending with time. */
  readonly id: number;
  readonly at: Date;
  readonly channel: AuditChannel;
  readonly action: AuditAction;
  /** The first of the changed phones, at most `MAX_LISTED_MACS`; empty for a change of the account itself. */
  readonly macs: readonly string[];
  /** The number of changed phones. */
  readonly macCount: number;
  /** The redirect target of a registration; the URL as it may be shown. */
  readonly url: string | undefined;
  readonly providerName: string | undefined;
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
  /** Entries of an account, newest first; with `mac`, those of one phone; with `before`, those older than that entry ID. */
  list(
    accountId: number,
    query: { readonly mac?: string; readonly before?: number; readonly limit: number },
  ): Promise<readonly AuditEntry[]>;
  /** All phones of an entry of the account; undefined if there is none with this ID. */
  macsOf(accountId: number, id: number): Promise<readonly string[] | undefined>;
  /** The latest time of all entries; undefined when there are none. Reads the whole log. */
  latestTime(): Promise<Date | undefined>;
  /** Removes at most `limit` of the oldest entries, all older than `time`. Returns their number: 0 when none are left. */
  removeBefore(time: Date, limit: number): Promise<number>;
}

export const isAuditChannel = (text: string): text is AuditChannel => auditChannels.some((channel) => channel === text);
export const isAuditAction = (text: string): text is AuditAction => auditActions.some((action) => action === text);
