/** Which answers to a digest challenge were given already: each counts once, whichever instance it reaches. */
export interface NonceStore {
  /** Since when what was used is metadata, where that is not always: an answer to an older challenge may have been used. */
  readonly remembersSince?: Date;
  /**
   * True the first time that this key (an integer) is used; it may be forgotten once it has expired, which it always does at
   * the same time. Times are ms since 1970.
   */
  useOnce(key: number, expiresAt: number, now: number): Promise<boolean>;
}
