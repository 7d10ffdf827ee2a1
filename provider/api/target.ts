/** A phone and its redirect target. */
export interface Target {
  /** The MAC-ID, or the MAC if the ID is unknown. A secret. */
  readonly macId: string;
  readonly mac: string;
  /** As it is sent to the server: with its credentials, if any. */
  readonly url: string;
  readonly providerName: string;
}
