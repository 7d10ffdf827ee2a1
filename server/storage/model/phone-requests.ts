/** The outcomes of a phone's request. */
export const phoneRequestOutcomes = ['redirected', 'model_unknown', 'wrong_id', 'too_many_wrong_ids'] as const;
export type PhoneRequestOutcome = (typeof phoneRequestOutcomes)[number];

export const isPhoneRequestOutcome = (text: string): text is PhoneRequestOutcome =>
  phoneRequestOutcomes.some((outcome) => outcome === text);

/** The last request of a registered phone. */
export interface LastAsked {
  /** To the second. */
  readonly at: Date;
  /** The address from which the phone asked. */
  readonly from: string;
  /** `model_unknown`: redirected, but the path named no model, so the URL still contains `%DVID`. */
  readonly outcome: PhoneRequestOutcome;
  /** The URL to which the phone was redirected, as it may be shown; undefined if it was refused. */
  readonly url: string | undefined;
}

/** A phone that asked while it was registered by this account. */
export interface PhoneRequest extends LastAsked {
  readonly mac: string;
  readonly accountId: number;
}

/** A phone that asked while no account had registered it. */
export interface UnregisteredPhone {
  readonly mac: string;
  /** To the second. */
  readonly at: Date;
  readonly from: string;
}

/** Unregistered phones are forgotten after this time. */
export const UNREGISTERED_KEPT_MS = 24 * 60 * 60 * 1000;
/** Anyone can send made-up MACs, so only the newest phones are kept, per network and in total. */
export const MAX_UNREGISTERED_PER_NETWORK = 100;
export const MAX_UNREGISTERED = 2000;

/**
 * The number of leading MAC digits that a range of phones shares. A range has 4,096 phones, as many as are delivered together.
 */
export const RANGE_PREFIX_LENGTH = 9;

/** When phones last asked. */
export interface PhoneRequestStore {
  /**
   * Stores the last requests of registered phones, and the unregistered phones. A request is skipped if a later one is known
   * or the phone no longer belongs to the account.
   */
  record(
    requests: readonly PhoneRequest[],
    unregistered: readonly (UnregisteredPhone & { readonly network: string })[],
  ): Promise<void>;
  /**
   * Unregistered phones that asked since a time, newest first: those in the MAC ranges of an account, which are the ranges of
   * its phones; all of them if it is the only account.
   */
  unregistered(accountId: number, since: Date): Promise<readonly UnregisteredPhone[]>;
  /** How many phones of an account asked last in each hour since a time. Hours without a phone are missing. */
  countByHour(accountId: number, since: Date): Promise<readonly { readonly hour: Date; readonly phones: number }[]>;
}
