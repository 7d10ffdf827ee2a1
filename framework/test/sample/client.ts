/** What the sample provider makes of its configuration. */
export interface SampleClient {
  readonly token: string | undefined;
}
