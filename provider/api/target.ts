/** What a phone is, or shall be, registered with. */
export interface Target {
  /** MAC-ID, or MAC where the ID is not known. A secret. */
  readonly macId: string;
  readonly mac: string;
  /** As it goes over the wire: with credentials, where there are any. */
  readonly url: string;
  readonly providerName: string;
}
