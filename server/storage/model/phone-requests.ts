/** The outcomes of a redirected request. `model_unknown`: the path named no model, so the URL still contains `%DVID`. */
export const redirectOutcomes = ['redirected', 'model_unknown'] as const;
export type RedirectOutcome = (typeof redirectOutcomes)[number];

export const isRedirectOutcome = (text: string): text is RedirectOutcome =>
  redirectOutcomes.some((outcome) => outcome === text);

/** The outcomes of a refused request. */
export const refusalOutcomes = ['wrong_id', 'too_many_wrong_ids'] as const;
export type RefusalOutcome = (typeof refusalOutcomes)[number];

export const isRefusalOutcome = (text: string): text is RefusalOutcome =>
  refusalOutcomes.some((outcome) => outcome === text);

interface AnsweredRequest {
  /** To the second. */
  readonly at: Date;
  /** The address from which the request came. */
  readonly from: string;
}

/** A request with the phone's ID. */
export interface RedirectedRequest extends AnsweredRequest {
  readonly outcome: RedirectOutcome;
  /** The URL to which the phone was redirected, as it may be shown. */
  readonly url: string;
}

/** A request that has not proved to come from the phone: anyone who knows its MAC can send it. */
export interface RefusedRequest extends AnsweredRequest {
  readonly outcome: RefusalOutcome;
  readonly url?: undefined;
}

/** The last requests for a registered phone since its registration: refused ones never replace a redirected one. */
export interface LastAsked {
  readonly redirected: RedirectedRequest | undefined;
  readonly refused: RefusedRequest | undefined;
}

/** A request for a phone that this account had registered. */
export type PhoneRequest = (RedirectedRequest | RefusedRequest) & {
  readonly mac: string;
  readonly accountId: number;
};

/** Requests by outcome, which are stored apart. */
export function separateByOutcome(requests: readonly PhoneRequest[]) {
  return {
    redirected: requests.filter((request) => request.url !== undefined),
    refused: requests.filter((request) => request.url === undefined),
  };
}

/** How many phones asked in an hour, each counted once: in the hour of its last redirected request if it has one. */
export interface PhonesOfHour {
  readonly hour: Date;
  readonly redirected: number;
  /** Phones without a redirected request in the period. */
  readonly refused: number;
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
   * Stores the last requests of registered phones, and the unregistered phones. A request is skipped if a later one with the
   * same kind of outcome is known or the phone no longer belongs to the account.
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
  /** How many phones of an account asked in each hour since a time. Hours without a phone are missing. */
  countByHour(accountId: number, since: Date): Promise<readonly PhonesOfHour[]>;
}
