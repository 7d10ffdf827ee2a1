/** The ways into the house. */
export const doors = ['xmlrpc', 'portal', 'command line'] as const;
export type Door = (typeof doors)[number];

export const actions = [
  'registered',
  'deregistered',
  'account_added',
  'password_changed',
  'account_disabled',
  'account_enabled',
] as const;
export type Action = (typeof actions)[number];

/** One change: who did what, when. A change of many phones at once is one entry. */
export interface TrailEntry {
  /** Grows with time. */
  readonly id: number;
  readonly at: Date;
  readonly door: Door;
  readonly action: Action;
  /** The phones that were changed; none for what happened to the account itself. */
  readonly macs: readonly string[];
  /** What they were registered with. */
  readonly url: string | undefined;
  readonly providerName: string | undefined;
}

/** The audit trail. Entries are made by what they tell of, in the same transaction (see Storage). */
export interface TrailStore {
  /** The newest entries of an account first; of one phone where a MAC is given; `before` is the ID of the last one seen. */
  list(
    accountId: number,
    query: { readonly mac?: string; readonly before?: number; readonly limit: number },
  ): Promise<readonly TrailEntry[]>;
  /** Removes at most so many of the oldest entries, all made before that time; returns how many: 0 when none is left. */
  removeBefore(time: Date, atMost: number): Promise<number>;
}

export const isDoor = (text: string): text is Door => doors.some((door) => door === text);
export const isAction = (text: string): text is Action => actions.some((action) => action === text);
