/** The ways into the house. */
export const auditChannels = ['xmlrpc', 'portal', 'command line'] as const;
export type AuditChannel = (typeof auditChannels)[number];

export const auditActions = [
  'registered',
  'deregistered',
  'account_added',
  'password_changed',
  'account_disabled',
  'account_enabled',
] as const;
export type AuditAction = (typeof auditActions)[number];

/** One change: who did what, when. A change of many phones at once is one entry. */
export interface AuditEntry {
  /** Grows with time. */
  readonly id: number;
  readonly at: Date;
  readonly channel: AuditChannel;
  readonly action: AuditAction;
  /** The phones that were changed; none for what happened to the account itself. */
  readonly macs: readonly string[];
  /** What they were registered with. */
  readonly url: string | undefined;
  readonly providerName: string | undefined;
}

/** The audit log. Entries are made by what they tell of, in the same transaction (see Storage). */
export interface AuditLog {
  /** The newest entries of an account first; of one phone where a MAC is given; `before` is the ID of the last one seen. */
  list(
    accountId: number,
    query: { readonly mac?: string; readonly before?: number; readonly limit: number },
  ): Promise<readonly AuditEntry[]>;
  /** Removes at most so many of the oldest entries, all made before that time; returns how many: 0 when none is left. */
  removeBefore(time: Date, atMost: number): Promise<number>;
}

export const isAuditChannel = (text: string): text is AuditChannel => auditChannels.some((channel) => channel === text);
export const isAuditAction = (text: string): text is AuditAction => auditActions.some((action) => action === text);
