/** What the sample provider's configuration makes. */
export interface SampleClient {
  readonly token: string | undefined;
}
